"""Recording acts, telling subscribers, sealing, verifying.

`record` is one INSERT. Subscribers are an explicit table set by `shanzhi.wiring`; they run in the same transaction, so
they hold invariants and enqueue jobs, and never talk to the outside.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction

from shanzhi.kernel.actor import Actor, Grant
from shanzhi.kernel.models import Act, Seal
from shanzhi.kernel.writing import Batch, stored

Subscriber = Callable[[Act, Any], None]
_subscribers: dict[str, Sequence[Subscriber]] = {}
_GENESIS = bytes(32)


def install(table: Mapping[str, Sequence[Subscriber]]) -> None:
    """Set the table of subscribers, whole: verb → functions of (act, object)."""
    _subscribers.clear()
    _subscribers.update(table)


def draft(
    verb: str,
    *,
    obj: models.Model,
    territory: str,
    by: Actor,
    at: datetime,
    grant: Grant | None = None,
    reason: str = "",
    payload: Mapping[str, Any] | None = None,
    effective_at: datetime | None = None,
    on_behalf_of: int | None = None,
) -> Act:
    """An act not yet written, for bulk paths; `record` is the way for a single one.

    A resident's name does not go on record: without a seat the act is signed 居民 and bears the account's id only.
    """
    seated = grant if grant and grant.seat_id else None
    return Act(
        verb=verb,
        object_type=obj._meta.label_lower,
        object_id=obj.pk,
        territory_code=territory,
        account_id=by.account_id,
        seat_id=seated.seat_id if seated else None,
        actor_name=by.name if seated or by.account_id is None else "居民",
        on_behalf_of=on_behalf_of,
        channel=by.channel,
        at=at,
        effective_at=effective_at or at,
        reason=reason,
        payload=dict(payload or {}),
    )


def record(verb: str, *, obj: models.Model, batch: Batch | None = None, **facts: Any) -> Act:
    """Write the act of `draft`'s arguments and run the verb's subscribers in this transaction.

    With a `batch`, what is in it and the act are written in one statement.
    """
    act = draft(verb, obj=obj, **facts)
    batch = batch or Batch()
    batch.add([act])
    batch.write()
    stored(act)
    for subscriber in _subscribers.get(verb, ()):
        subscriber(act, obj)
    return act


def history(obj: models.Model) -> models.QuerySet[Act]:
    """The acts on one object, oldest first."""
    return Act.objects.filter(object_type=obj._meta.label_lower, object_id=obj.pk).order_by("at", "id")


# ---- sealing -------------------------------------------------------------------------------------------------------

_SEALED = (
    "id", "verb", "object_type", "object_id", "territory_code", "account_id", "seat_id", "actor_name",
    "on_behalf_of", "channel", "at", "effective_at", "reason", "payload",
)  # fmt: skip


def leaf(values: Sequence[Any]) -> bytes:
    """SHA-256 of one act's columns (in the order of `_SEALED`) as canonical JSON."""
    text = json.dumps(list(values), sort_keys=True, ensure_ascii=False, separators=(",", ":"), cls=DjangoJSONEncoder)
    return hashlib.sha256(b"\x00" + text.encode()).digest()


def merkle_root(leaves: Iterable[bytes]) -> bytes:
    """The root of a binary Merkle tree; an odd node is carried up. Leaves and nodes are tagged, so neither can pose."""
    level = list(leaves) or [_GENESIS]
    while len(level) > 1:
        pairs = [hashlib.sha256(b"\x01" + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=False)]
        level = pairs + level[len(pairs) * 2 :]
    return level[0]


def _chain(previous: bytes, root: bytes, count: int, at: datetime) -> bytes:
    return hashlib.sha256(previous + root + f"{count}|{at.astimezone(UTC).isoformat()}".encode()).digest()


@transaction.atomic
def seal_pending(*, at: datetime, limit: int = 50_000) -> Seal | None:
    """Seal up to `limit` acts that are committed and unsealed; None when there are none.

    Membership is a column, not an id range, so an act that commits late is sealed by the next batch.
    """
    last = Seal.objects.select_for_update(no_key=True).order_by("-id").first()
    rows = list(Act.objects.filter(seal_id__isnull=True).order_by("id").values_list(*_SEALED)[:limit])
    if not rows:
        return None
    root = merkle_root(leaf(row) for row in rows)
    previous = bytes(last.hash) if last else _GENESIS
    seal = Seal.objects.create(
        at=at, count=len(rows), root=root, previous=previous, hash=_chain(previous, root, len(rows), at)
    )
    Act.objects.filter(id__in=[row[0] for row in rows]).update(seal_id=seal.id)
    return seal


@dataclass(frozen=True, slots=True)
class Verification:
    """What `verify` found: how much was checked, and every break in words."""

    seals: int
    acts: int
    unsealed: int
    breaks: tuple[str, ...]


def _leaves_by_seal(first: int) -> Iterator[tuple[int, list[bytes]]]:
    rows = (
        Act.objects.filter(seal_id__gte=first)
        .order_by("seal_id", "id")
        .values_list("seal_id", *_SEALED)
        .iterator(chunk_size=20_000)
    )
    for seal_id, group in groupby(rows, key=lambda row: row[0]):
        yield seal_id, [leaf(row[1:]) for row in group]


def verify(*, last: int | None = None) -> Verification:
    """Recompute every root and the chain; a changed, removed or smuggled act or seal is named.

    With `last`, only the newest so many seals, the oldest of them held against the hash of the one before it.
    """
    breaks: list[str] = []
    first, previous = _start(last)
    found = _leaves_by_seal(first)
    current = next(found, None)
    seals, acts = 0, 0
    for seal in Seal.objects.filter(id__gte=first).order_by("id").iterator(chunk_size=2_000):
        seals += 1
        while current and current[0] < seal.id:
            breaks.append(f"封 {current[0]} 不存在，却有 {len(current[1])} 条记录说属于它")
            current = next(found, None)
        leaves: list[bytes] = []
        if current and current[0] == seal.id:
            leaves, current = current[1], next(found, None)
        acts += len(leaves)
        breaks += _faults(seal, leaves, previous)
        previous = bytes(seal.hash)
    while current:
        breaks.append(f"封 {current[0]} 不存在，却有 {len(current[1])} 条记录说属于它")
        current = next(found, None)
    unsealed = Act.objects.filter(seal_id__isnull=True).count()
    if not seals:
        breaks += _emptied()
    return Verification(seals, acts, unsealed, tuple(breaks))


def _emptied() -> Iterator[str]:
    """A record without any seal, although seals were numbered before: somebody emptied it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, 'id'))", [Seal._meta.db_table])
        used = cursor.fetchone()[0]
    if used:
        yield f"编号已经用到第 {used} 封，现在一封也没有：记录被清空过"


def newest_seal() -> tuple[int, str] | None:
    """Number and fingerprint of the newest seal: kept outside the database, it shows a record that was cut short."""
    seal = Seal.objects.order_by("-id").first()
    return None if seal is None else (seal.id, bytes(seal.hash).hex())


def holds(number: int, fingerprint: str) -> bool:
    """Whether the seal of that number is still there with that fingerprint (hex, at least 16 digits of it)."""
    seal = Seal.objects.filter(pk=number).first()
    return seal is not None and len(fingerprint) >= 16 and bytes(seal.hash).hex().startswith(fingerprint.lower())


def _start(last: int | None) -> tuple[int, bytes]:
    """The id of the first seal to check and the hash that it must follow."""
    newest = list(Seal.objects.order_by("-id").values_list("id", "hash")[: last + 1]) if last else []
    if last is None or len(newest) <= last:
        return 0, _GENESIS
    return newest[-2][0], bytes(newest[-1][1])


def _faults(seal: Seal, leaves: list[bytes], previous: bytes) -> Iterator[str]:
    if len(leaves) != seal.count:
        yield f"封 {seal.id} 应有 {seal.count} 条记录，现有 {len(leaves)} 条"
    elif merkle_root(leaves) != bytes(seal.root):
        yield f"封 {seal.id} 里有记录被改过"
    if bytes(seal.previous) != previous:
        yield f"封 {seal.id} 和前一封接不上"
    if _chain(bytes(seal.previous), bytes(seal.root), seal.count, seal.at) != bytes(seal.hash):
        yield f"封 {seal.id} 自己被改过"
