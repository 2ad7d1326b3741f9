"""`shanzhi admins`: the first three administrators of a cell, made by the operator before anybody can log in."""

import secrets

import click

_ROLES = {"system_admin": "系统管理员", "security_admin": "安全管理员", "audit_admin": "审计管理员"}


class Someone(click.ParamType[tuple[str, str]]):
    """`用户名:姓名`."""

    name = "用户名:姓名"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """The two parts."""
        username, _, name = value.partition(":")
        if not username or not name:
            self.fail("要写成 用户名:姓名，例如 sunwei:孙伟", param, ctx)
        return username, name


@click.group("admins", help="管理员")
def admins() -> None:
    """Commands about administrators."""


@admins.command(
    "create", help="建最初的三位管理员。三位必须是三个人；口令只显示这一次，第一次登录要改口令、绑定动态码。"
)
@click.option("--system", "system_admin", type=Someone(), required=True, help="系统管理员")
@click.option("--security", "security_admin", type=Someone(), required=True, help="安全管理员")
@click.option("--audit", "audit_admin", type=Someone(), required=True, help="审计管理员")
@click.option("--unit", default="社区治理调度中心", show_default=True, help="他们所在的单位，没有就新建")
def create(unit: str, **people: tuple[str, str]) -> None:
    """Make unit, posts, accounts and seats in one transaction; print the first passwords."""
    from django.conf import settings
    from django.db import transaction

    from shanzhi.engines.org import actions
    from shanzhi.engines.org.models import Seat, Unit
    from shanzhi.engines.org.public import installer
    from shanzhi.kernel import clock

    if len({username for username, _ in people.values()}) < len(_ROLES):
        raise click.ClickException("三位管理员要由三个人担任，用户名不能相同")
    if Seat.objects.filter(post__role__in=_ROLES, until__isnull=True).exists():
        raise click.ClickException("已经有管理员了，请安全管理员在“管理”里任免")
    root, at = settings.SHANZHI_ROOT, clock.now()
    by, shown = installer(root), []
    with transaction.atomic():
        place = Unit.objects.filter(slug="centre").first() or actions.open_unit(
            slug="centre", kind=Unit.Kind.CENTRE, name=unit, territory_code=root, by=by, at=at
        )
        for role, title in _ROLES.items():
            username, name = people[role]
            password = secrets.token_urlsafe(12)
            account = actions.create_staff(
                username=username, name=name, territory=root, password=password, by=by, at=at
            )
            post = actions.open_post(unit=place, title=title, role=role, by=by, at=at)
            actions.grant_seat(account, post=post, territory_code=root, by=by, at=at)
            shown.append(f"{title}\t{name}\t{username}\t{password}")
    click.echo("\n".join(["角色\t姓名\t用户名\t第一次的口令", *shown]))
