"""Opening and closing units and posts."""

from datetime import datetime

from django.db import transaction

from shanzhi.engines.org.models import Post, Seat, Unit
from shanzhi.engines.org.queries import running
from shanzhi.engines.org.roles import NOT_FOR_POSTS, ROLES
from shanzhi.kernel.actor import Actor
from shanzhi.kernel.acts import record
from shanzhi.kernel.refused import Refused


class UnitExists(Refused):
    """The slug, or the name in that territory, is taken."""

    code = "unit_exists"
    status = 409
    message = "已有同名或同代号的单位，请直接用它，或换一个名称"
    english = "A unit with this slug, or this name in this territory, exists"


class UnitStillStaffed(Refused):
    """Somebody holds a post there."""

    code = "unit_still_staffed"
    status = 409
    message = "这个单位还有人在岗，请先免去任职再停用"
    english = "Somebody still holds a post in this unit"


class PostNotPossible(Refused):
    """The role is unknown or comes without a post; or the title is taken."""

    code = "post_not_possible"
    message = "这个岗位设不了：角色不存在，或本单位已有同名岗位"
    english = "The role does not fit a post, or the unit has a post of this title"


@transaction.atomic
def open_unit(
    *,
    slug: str,
    kind: str,
    name: str,
    territory_code: str,
    by: Actor,
    at: datetime,
    short_name: str = "",
    parent: Unit | None = None,
) -> Unit:
    """A new unit. `kind` is one of `Unit.Kind`. Raises NotAllowed, UnitExists."""
    grant = by.require("unit.edit", code=territory_code)
    unit = Unit(
        slug=slug,
        kind=Unit.Kind(kind),
        name=name,
        short_name=short_name or name[:30],
        territory_code=territory_code,
        parent=parent,
    )
    taken = Unit.objects.filter(slug=slug) | Unit.objects.filter(territory_code=territory_code, name=name)
    if taken.exists():
        raise UnitExists
    unit.save(force_insert=True)
    record("unit.open", obj=unit, territory=territory_code, by=by, at=at, grant=grant, payload={"name": name})
    return unit


@transaction.atomic
def close_unit(unit: Unit, *, by: Actor, at: datetime, reason: str) -> None:
    """Take a unit out of use; history keeps it. Raises NotAllowed, UnitStillStaffed."""
    grant = by.require("unit.edit", code=unit.territory_code)
    locked = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    if Seat.objects.filter(running(at), post__unit=locked).exists():
        raise UnitStillStaffed
    locked.is_active = unit.is_active = False
    locked.save(update_fields=["is_active"])
    record("unit.close", obj=locked, territory=locked.territory_code, by=by, at=at, grant=grant, reason=reason)


@transaction.atomic
def open_post(unit: Unit, *, title: str, role: str, by: Actor, at: datetime) -> Post:
    """A post of the unit that carries `role` (a key of ROLES). Raises NotAllowed, PostNotPossible."""
    grant = by.require("unit.edit", code=unit.territory_code)
    if role not in ROLES or role in NOT_FOR_POSTS or Post.objects.filter(unit=unit, title=title).exists():
        raise PostNotPossible
    post = Post.objects.create(unit=unit, title=title, role=role)
    record("post.open", obj=post, territory=unit.territory_code, by=by, at=at, grant=grant, payload={"role": role})
    return post
