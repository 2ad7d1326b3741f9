"""Granting and ending seats (任免)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from shanzhi.engines.org.models import Account, Post, Seat
from shanzhi.engines.org.rules import stays_apart
from shanzhi.kernel.actor import Actor
from shanzhi.kernel.acts import record
from shanzhi.kernel.codes import covers
from shanzhi.kernel.refused import Refused


class SeatNotPossible(Refused):
    """A resident's or a locked account, or one's own."""

    code = "seat_not_possible"
    message = "只能给在用的工作人员账号任职，也不能给自己任职，请换一个账号或请另一位安全管理员办"
    english = "Only an active staff account other than your own can be given a seat"


class SeatOutsideUnit(Refused):
    """The territory of a seat lies inside that of its unit."""

    code = "seat_outside_unit"
    message = "辖区不在本单位范围内，请改选本单位下面的区划"
    english = "The seat's territory lies outside its unit"


class SeatTaken(Refused):
    """The account holds the post already at that time."""

    code = "seat_taken"
    status = 409
    message = "这位同事那时已在这个岗位上"
    english = "The account holds this post at that time"


class AdministratorsStayApart(Refused):
    """三权分立."""

    code = "administrators_stay_apart"
    message = "系统、安全、审计管理员各由专人担任，不能兼任别的岗位，请换一个账号"
    english = "An administrator holds no other role"


@transaction.atomic
def grant_seat(
    account: Account,
    *,
    post: Post,
    territory_code: str,
    by: Actor,
    at: datetime,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Seat:
    """Put `account` into `post` for [since or at, until). Raises NotAllowed and the refusals above."""
    grant = by.require("seat.grant", code=post.unit.territory_code)
    holder = Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    if not (holder.is_staff and holder.is_active) or holder.pk == by.account_id:
        raise SeatNotPossible
    if not covers(post.unit.territory_code, territory_code):
        raise SeatOutsideUnit
    begin = since or at
    others = Seat.objects.filter(Q(until__isnull=True) | Q(until__gt=begin), account=holder)
    if until:
        others = others.filter(since__lt=until)
    if others.filter(post=post).exists():
        raise SeatTaken
    if not stays_apart(set(others.values_list("post__role", flat=True)), post.role):
        raise AdministratorsStayApart
    seat = Seat.objects.create(account=holder, post=post, territory_code=territory_code, since=begin, until=until)
    facts = {"account": holder.pk, "post": post.title, "role": post.role, "unit": post.unit_id}
    record("seat.grant", obj=seat, territory=territory_code, by=by, at=at, grant=grant, payload=facts)
    return seat


@transaction.atomic
def end_seat(seat: Seat, *, by: Actor, at: datetime, reason: str = "") -> Seat:
    """End a seat now; one that has not begun ends as it begins. Ending it twice changes nothing. Raises NotAllowed."""
    locked = Seat.objects.select_for_update(no_key=True).get(pk=seat.pk)
    grant = by.require("seat.end", code=locked.territory_code)
    end = max(at, locked.since + timedelta(microseconds=1))
    if locked.until is None or locked.until > end:
        locked.until = end
        locked.save(update_fields=["until"])
        record("seat.end", obj=locked, territory=locked.territory_code, by=by, at=at, grant=grant, reason=reason)
    return locked
