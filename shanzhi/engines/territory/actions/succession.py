"""Splitting, merging, renaming areas: the old is ended and kept, and a dated row says what it became."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from shanzhi.engines.territory import names
from shanzhi.engines.territory.actions.common import hold
from shanzhi.engines.territory.codes import Kind, area_level, kind_of, parent_of
from shanzhi.engines.territory.models import Area, Succession
from shanzhi.engines.territory.refusals import SuccessionWrong, UnknownArea
from shanzhi.engines.territory.rules.address import short_name
from shanzhi.kernel import acts
from shanzhi.kernel.actor import Actor

VERB = "area.change"
Named = tuple[str, str]


@transaction.atomic
def split_area(old: str, parts: Sequence[Named], *, on: date, basis: str, by: Actor, at: datetime) -> list[Area]:
    """Divide `old` into parts (code, name) on a day; `old` may be among the parts and then goes on, smaller.

    SuccessionWrong: fewer than two parts, a code in use, another level. The old boundary is not inherited.
    """
    grant = by.require(VERB, code=old)
    area = hold(old)
    if len({code for code, _ in parts}) < 2:
        raise SuccessionWrong("拆分至少要分成两个", "A split needs two parts")
    goes_on = any(code == old for code, _ in parts)
    made = [_begin(code, name, like=area, on=on) for code, name in parts if code != old]
    _succeed([(area, new) for new in made], Succession.Kind.SPLIT, on, basis)
    if not goes_on:
        _end(area, on)
    acts.record(VERB, obj=area, territory=old, by=by, at=at, grant=grant, reason=basis,
                payload={"split": [code for code, _ in parts], "on": str(on)})  # fmt: skip
    names.forget()
    return ([area] if goes_on else []) + made


@transaction.atomic
def merge_areas(old: Sequence[str], into: Named, *, on: date, basis: str, by: Actor, at: datetime) -> Area:
    """Join areas into one (code, name) on a day: one of them, which goes on, or a new code."""
    grant = None
    for code in (*old, into[0]):
        grant = by.require(VERB, code=code)
    held = [hold(code) for code in sorted(set(old))]
    if len(held) < 2:
        raise SuccessionWrong("合并至少要有两个", "A merge needs two areas")
    target = next((area for area in held if area.code == into[0]), None)
    if target is None:
        target = _begin(*into, like=held[0], on=on)
    ended = [area for area in held if area.pk != target.pk]
    _succeed([(area, target) for area in ended], Succession.Kind.MERGE, on, basis)
    for area in ended:
        _end(area, on)
    if target.name != into[1]:
        _rename(target, into[1], on, basis)
    acts.record(VERB, obj=target, territory=target.code, by=by, at=at, grant=grant, reason=basis,
                payload={"merge": [area.code for area in held], "on": str(on)})  # fmt: skip
    names.forget()
    return target


@transaction.atomic
def rename_area(code: str, name: str, *, on: date, basis: str, by: Actor, at: datetime) -> Area:
    """Give an area another name from a day; the old one stays in `Succession`."""
    grant = by.require(VERB, code=code)
    area = hold(code)
    if not 1 <= len(name) <= 64 or name == area.name:
        raise SuccessionWrong("新名称要和原来不同，1 到 64 个字", "The new name must differ, 1 to 64 characters")
    old = area.name
    _rename(area, name, on, basis)
    acts.record(VERB, obj=area, territory=code, by=by, at=at, grant=grant, reason=basis,
                payload={"rename": [old, name], "on": str(on)})  # fmt: skip
    names.forget()
    return area


@transaction.atomic
def recode_area(old: str, new: Named, *, on: date, basis: str, by: Actor, at: datetime) -> Area:
    """Move an area under another parent, which gives it another code (划转)."""
    grant = by.require(VERB, code=old)
    by.require(VERB, code=new[0])
    area = hold(old)
    made = _begin(*new, like=area, on=on)
    Area.objects.filter(pk=made.pk).update(
        lon=area.lon, lat=area.lat, boundary=area.boundary, is_sketch=area.is_sketch,
        west=area.west, south=area.south, east=area.east, north=area.north,
    )  # fmt: skip
    _succeed([(area, made)], Succession.Kind.TRANSFER, on, basis)
    _end(area, on)
    acts.record(VERB, obj=made, territory=made.code, by=by, at=at, grant=grant, reason=basis,
                payload={"transfer": old, "on": str(on)})  # fmt: skip
    names.forget()
    return made


def _begin(code: str, name: str, *, like: Area, on: date) -> Area:
    if kind_of(code) is not Kind.AREA or area_level(code) != like.level or not 1 <= len(name) <= 64:
        raise SuccessionWrong(f"{code} {name} 和 {like.name} 不是同一级，或名称不对，请核对", f"{code} does not fit")
    if Area.objects.filter(code=code).exists():
        raise SuccessionWrong(f"{code} 已经用过，停用的代码也不能再用，请换一个", f"{code} is taken")
    if not Area.objects.current().filter(code=parent_of(code)).exists():
        raise UnknownArea(f"{code} 的上级 {parent_of(code)} 不存在，请先登记上级", f"No parent for {code}")
    return Area.objects.create(
        code=code, level=like.level, name=name, short_name=short_name(name), parent_code=parent_of(code),
        village_kind=like.village_kind, since=on,
    )  # fmt: skip


def _end(area: Area, on: date) -> None:
    if area.since and area.since >= on:
        raise SuccessionWrong(f"{area.name} 从 {area.since} 才开始，不能在 {on} 就停用", "Ends before it began")
    area.until = on
    area.save(update_fields=["until"])


def _rename(area: Area, name: str, on: date, basis: str) -> None:
    Succession.objects.create(
        old_code=area.code, new_code=area.code, on=on, kind=Succession.Kind.RENAME, old_name=area.name, new_name=name,
        basis=basis,
    )  # fmt: skip
    area.name, area.short_name = name, short_name(name)
    area.save(update_fields=["name", "short_name"])


def _succeed(pairs: Sequence[tuple[Area, Area]], kind: str, on: date, basis: str) -> None:
    Succession.objects.bulk_create(
        Succession(old_code=old.code, new_code=new.code, on=on, kind=kind, old_name=old.name, new_name=new.name,
                   basis=basis)
        for old, new in pairs
    )  # fmt: skip
