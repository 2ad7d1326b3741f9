"""Every page that shows cases: how to ask it, and what part of the visible cases it is about.

`shows` asks it as somebody and returns the marks that came back; `of` narrows the predicate's queryset to what the page
is about. Both sides start from the same person, so any difference is a leak or a gap.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.test import Client

from shanzhi.domains.appeals.desk import queries as desk
from shanzhi.engines.casework.public import Case, CaseQuerySet
from shanzhi.kernel.actor import Actor
from shanzhi.kernel.codes import full
from shanzhi.kernel.roles import Reach
from shanzhi.portals.desk.groups import mine
from tests.sweeps.world import AT, WORD, World, undone

Narrow = Callable[[CaseQuerySet, Actor], Any]
Shows = Callable[[World, Client, str], set[str]]


@dataclass(frozen=True)
class Endpoint:
    """One page."""

    name: str
    shows: Shows
    of: Narrow

    def expected(self, world: World, who: str) -> set[str]:
        """Marks that the predicate gives for this page."""
        actor = world.actor(who)
        return world.marks(self.of(Case.objects.visible_to(actor), actor))


def seated(verb: str) -> Callable[[Narrow], Narrow]:
    """A page for people in a seat who hold `verb`; nobody else gets anything from it."""

    def only(narrow: Narrow) -> Narrow:
        def narrowed(cases: CaseQuerySet, actor: Actor) -> Any:
            inside = actor.holds(verb) and any(grant.seat_id for grant in actor.grants)
            return narrow(cases, actor) if inside else cases.none()

        return narrowed

    return only


def body(answer: Any) -> str:
    """The text of an answer, streamed or not; a refusal shows nothing."""
    if answer.status_code != 200:
        assert answer.status_code in {302, 401, 403, 404}, answer.status_code
        return ""
    text = b"".join(answer).decode() if answer.streaming else answer.content.decode()
    return json.dumps(json.loads(text), ensure_ascii=False) if "json" in answer["Content-Type"] else text


def page(url: str) -> Shows:
    """What a list shows."""
    return lambda world, client, _who: world.shown(body(client.get(url)))


def posted(url: str, **data: str) -> Shows:
    """What a form gives; every attempt is taken back, so that the world stays as it was."""

    def shows(world: World, client: Client, _who: str) -> set[str]:
        with undone():
            return world.shown(body(client.post(url, data)))

    return shows


def each(url: str, *, of: str = "number") -> Shows:
    """Ask for each case by its number: found, or not there at all."""

    def shows(world: World, client: Client, _who: str) -> set[str]:
        found = set()
        for mark, case in world.cases.items():
            answer = client.get(url.format(number=case.number, file=world.files[mark]))
            assert answer.status_code in {200, 302, 401, 404}, (mark, answer.status_code)
            if answer.status_code == 302:
                assert "/login/" in answer["Location"], (mark, answer["Location"])
            elif answer.status_code == 200:
                text = body(answer) if of == "number" else mark
                assert mark in text or case.number in text
                assert not world.shown(text) - {mark}, "a page of one case shows another"
                found.add(mark)
        return found

    return shows


def _open(cases: CaseQuerySet, _actor: Actor) -> Any:
    return cases.open()


def _all(cases: CaseQuerySet, _actor: Actor) -> Any:
    return cases


def _closed(cases: CaseQuerySet, _actor: Actor) -> Any:
    return cases.filter(closed_at__isnull=False)


def _mine(cases: CaseQuerySet, actor: Actor) -> Any:
    return cases.open().filter(mine(actor))


def _own(cases: CaseQuerySet, actor: Actor) -> Any:
    return cases.filter(reporter_id__in=actor.owners)


def _exportable(cases: CaseQuerySet, actor: Actor) -> Any:
    return cases.open().filter(pk__in=desk.exportable(actor).values("pk"), is_sealed=False)


def _printable(cases: CaseQuerySet, actor: Actor) -> Any:
    return cases.filter(pk__in=[case.pk for case in cases if actor.may("case.print", **case.parties)])


def _where(**facts: Any) -> Narrow:
    return lambda cases, _actor: cases.open().filter(**facts)


def _desk() -> Iterable[Endpoint]:
    read = seated("case.read")
    yield Endpoint("inbox", page("/desk/?scope=all"), read(_open))
    yield Endpoint("inbox: mine", page("/desk/"), read(_mine))
    yield Endpoint("inbox: closed", page("/desk/?scope=all&state=closed"), read(_closed))
    for name, query, facts in (
        ("category", "category=02", {"category_code__startswith": "02"}),
        ("nature", "nature=report", {"nature": "report"}),
        ("channel", "channel=web", {"channel": "web"}),
        ("since", "since=2026-11-24", {}),
    ):
        yield Endpoint(f"inbox: {name}", page(f"/desk/?scope=all&{query}"), read(_where(**facts)))
    yield Endpoint("search: words", page(f"/desk/search?q={WORD}"), seated("case.search")(_all))
    yield Endpoint("search: number", _search_numbers, seated("case.search")(_all))
    yield Endpoint("map", page("/desk/map/"), read(_open))
    yield Endpoint("map: dots", page("/desk/map/cases.geojson"), read(_open))
    yield Endpoint("export", posted("/desk/cases.csv?scope=all", purpose="核对"), seated("case.export")(_exportable))
    yield Endpoint("case", each("/desk/cases/{number}/"), read(_all))
    yield Endpoint("pane", each("/desk/cases/{number}/pane/"), read(_all))
    yield Endpoint("place", each("/desk/cases/{number}/place.geojson"), read(_all))
    yield Endpoint("sheet", each("/desk/cases/{number}/sheet/"), seated("case.print")(_printable))
    yield Endpoint("desk file", each("/desk/cases/{number}/files/{file}/", of="file"), read(_all))
    yield Endpoint("counts", _counted, read(_open))
    yield Endpoint("badge", _badge, lambda cases, _actor: cases.none())


def _search_numbers(world: World, client: Client, _who: str) -> set[str]:
    found = set()
    for mark, case in world.cases.items():
        for words in (case.number, case.short_number):
            # The page repeats what was searched for; what it found stands in links.
            if f"/desk/cases/{case.number}/" in body(client.get("/desk/search", {"q": words})):
                found.add(mark)
    return found


def _counted(world: World, client: Client, who: str) -> set[str]:
    """Counts of the inbox are right when they are those of the visible cases; then it stands for them."""
    answer = client.get("/desk/?scope=all")
    if answer.status_code != 200:
        return set()
    visible = Case.objects.visible_to(world.actor(who)).open()
    assert answer.context["counts"].open == visible.count()
    by_unit = {pk: number for pk, (_, number) in answer.context["counts"].units.items()}
    assert sum(by_unit.values()) == visible.filter(unit__isnull=False).count()
    return world.marks(visible)


def _badge(world: World, client: Client, who: str) -> set[str]:
    """The number beside 收件 counts visible cases only, and says the same on every page."""
    answer = client.get("/desk/?scope=all")
    if answer.status_code == 200:
        actor = world.actor(who)
        waits = Q(pk__in=[])
        for case in Case.objects.visible_to(actor).open():
            accepts = case.step == "submitted" and actor.may("case.accept", code=case.territory_code)
            signs = case.step == "dispatched" and any(
                grant.unit_id == case.unit_id for grant in actor.holding("case.sign", Reach.UNIT)
            )
            waits |= Q(pk=case.pk) if accepts or signs else Q(pk__in=[])
        assert answer.context["counts"].badge == Case.objects.filter(waits).count()
        others = [client.get(url).context["menu"][0].count for url in ("/desk/map/", "/desk/search")]
        assert {*others} == {answer.context["counts"].badge}
    return set()


def _resident() -> Iterable[Endpoint]:
    yield Endpoint("my cases", page("/cases/"), _own)
    yield Endpoint("my case", each("/cases/{number}/"), _own)
    yield Endpoint("receipt", each("/cases/{number}/done/"), _own)
    yield Endpoint("file", each("/files/{file}/", of="file"), _all_known)
    yield Endpoint("thumbnail", each("/files/{file}/thumb/", of="file"), _all_known)


def _all_known(cases: CaseQuerySet, actor: Actor) -> Any:
    return cases if actor.is_known else cases.none()


def _centre() -> Iterable[Endpoint]:
    yield Endpoint("wall", _wall, _on_wall)
    yield Endpoint("behind: open", _behind("open"), _on_wall)
    yield Endpoint("behind: month", _behind("month"), lambda cases, actor: _on_wall(cases, actor, only_open=False))


def _on_wall(cases: CaseQuerySet, actor: Actor, *, only_open: bool = True) -> Any:
    grants = list(actor.holding("wall.read", Reach.TERRITORY))
    if not grants or not actor.is_known:
        return cases.none()
    here = cases.filter(territory_code__within=grants[0].territory)
    return here.open() if only_open else here


def _wall(world: World, client: Client, who: str) -> set[str]:
    """Counts of the wall are those of the visible cases; its feed shows none that is not."""
    found: set[str] = set()
    for url in ("/centre/", "/centre/live/"):
        answer = client.get(url)
        if answer.status_code != 200:
            continue
        actor = world.actor(who)
        visible = _on_wall(Case.objects.visible_to(actor), actor)
        wall = answer.context["wall"]
        assert wall.open_total == visible.count()
        assert wall.overdue_total == visible.overdue(AT).count()
        every = _on_wall(Case.objects.visible_to(actor), actor, only_open=False)
        assert sum(wall.hours) == every.filter(reported_at__gte=AT - timedelta(hours=9.5)).count()
        assert world.shown(answer.content.decode()) <= world.marks(every)
        found = world.marks(visible)
    return found


def _behind(which: str) -> Shows:
    def shows(world: World, client: Client, who: str) -> set[str]:
        grants = list(world.actor(who).holding("wall.read", Reach.TERRITORY))
        code = full(grants[0].territory) if grants else "421202000000"
        return world.shown(body(client.get(f"/centre/{code}/{which}/")))

    return shows


def program(narrow: Narrow) -> Narrow:
    """Only programs with a token get something from the API, people with sessions do not."""
    return lambda cases, actor: narrow(cases, actor) if actor.channel == "api" else cases.none()


def _api() -> Iterable[Endpoint]:
    yield Endpoint("api: list", page("/api/v1/cases?size=200"), program(_all))
    yield Endpoint("api: open", page("/api/v1/cases?size=200&state=open&sort=burns"), program(_open))
    yield Endpoint("api: filters", page("/api/v1/cases?nature=report&state=open"), program(_where(nature="report")))
    yield Endpoint("api: pages", _paged, program(_all))
    yield Endpoint("api: search", page(f"/api/v1/cases?q={WORD}&size=200"), program(_all))
    yield Endpoint("api: case", each("/api/v1/cases/{number}"), program(_all))
    yield Endpoint("api: timeline", each("/api/v1/cases/{number}/timeline"), program(_all))
    yield Endpoint("api: counts", _api_counts, program(_open))


def _paged(world: World, client: Client, _who: str) -> set[str]:
    """Page after page, forwards."""
    url, found, answer = "/api/v1/cases?size=4", set[str](), None
    while url:
        answer = client.get(url)
        if answer.status_code == 401:
            return set()
        found |= world.shown(body(answer))
        after = json.loads(answer.content)["next"]
        url = f"/api/v1/cases?size=4&after={after}" if after else ""
    return found


def _api_counts(world: World, client: Client, who: str) -> set[str]:
    answer = client.get("/api/v1/counts")
    if answer.status_code == 401:
        return set()
    visible = Case.objects.visible_to(world.actor(who)).open()
    told = json.loads(answer.content)
    assert told["open"] == visible.count()
    assert told["unsigned"] + told["overdue"] + told["due_today"] + told["rating"] + told["rest"] == told["open"]
    words = json.loads(client.get("/api/v1/counts", {"q": WORD}).content)
    assert words["open"] == visible.count()
    return world.marks(visible)


ENDPOINTS = {endpoint.name: endpoint for endpoint in (*_desk(), *_resident(), *_centre(), *_api())}
#: Programs have no session: for them every page is a visitor's, so only the API is asked.
FOR_PROGRAMS = {name: endpoint for name, endpoint in ENDPOINTS.items() if name.startswith("api")}
