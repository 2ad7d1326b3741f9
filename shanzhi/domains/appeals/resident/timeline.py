"""办到哪了: the acts of a case in the words of a neighbour. What is internal (advice, return reasons, notes) stays inside."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from shanzhi.engines.casework.public import CaseFile
from shanzhi.kernel.models import Act
from shanzhi.kernel.ui.components import Entry, Photo
from shanzhi.kernel.ui.words import spoken

SATISFACTION = {3: "满意", 2: "基本满意", 1: "不满意"}


@dataclass(slots=True)
class Telling:
    """What is known while the acts are read in order: whose hands it is in, how they call the reporter."""

    now: datetime
    you: str = "您"
    unit: str = ""
    photos: dict[datetime, list[CaseFile]] = field(default_factory=dict)


Teller = Callable[[Act, Telling], Entry | None]


def entries(
    acts: Iterable[Act], files: Sequence[CaseFile], *, now: datetime, you: str = "您", is_open: bool = True
) -> list[Entry]:
    """The record, newest first. `you` is how the page calls the person whose case it is (您, or a principal's name)."""
    telling = Telling(now, you)
    for file in files:
        telling.photos.setdefault(file.added_at, []).append(file)
    told: list[Entry] = []
    for act in acts:
        teller = TELLERS.get(act.verb.removeprefix("case."))
        entry = teller(act, telling) if teller else None
        if entry is not None:
            told.append(_dated(entry, act, telling))
    told.reverse()
    if told and is_open:
        told[0] = replace_state(told[0], "now")
    return told


def replace_state(entry: Entry, state: str) -> Entry:
    """The same line in another state."""
    return entry._replace(state=state)


def _dated(entry: Entry, act: Act, telling: Telling) -> Entry:
    shots = telling.photos.pop(act.at, [])
    when = spoken(act.at, telling.now)
    words = f"{when}，{entry.words}" if entry.words else when
    kinds = {shot.stage for shot in shots}
    pair = len(shots) == 2 and kinds == {CaseFile.Stage.BEFORE, CaseFile.Stage.AFTER}
    shots.sort(key=lambda shot: (shot.stage != CaseFile.Stage.BEFORE, shot.pk))
    return entry._replace(words=words, photos=[photo(shot) for shot in shots], pair=pair)


def photo(shot: CaseFile) -> Photo:
    """A picture of a case, with what it shows in words."""
    captions = {CaseFile.Stage.REPORT: "反映时的照片", CaseFile.Stage.BEFORE: "办理前", CaseFile.Stage.AFTER: "办理后"}
    return Photo(f"/files/{shot.file_id}/thumb/", f"/files/{shot.file_id}/", captions[CaseFile.Stage(shot.stage)])


def _who(act: Act) -> str:
    """The worker's name; a resident's acts are signed 居民, and programs by their own name."""
    return act.actor_name if act.seat_id else "工作人员"


def _report(act: Act, telling: Telling) -> Entry:
    count = act.payload.get("files")
    words = f"照片{count}张" if count else ""
    if act.seat_id:
        return Entry(f"{_who(act)}替{telling.you}登记了这件事", words=words)
    return Entry(f"{telling.you}说了这件事", words=words)


def _dispatch(act: Act, telling: Telling) -> Entry:
    telling.unit = act.payload.get("unit_name", "")
    return Entry(f"交给{telling.unit or '经办单位'}去办", words=_who(act))


def _sign(act: Act, telling: Telling) -> Entry:
    return Entry(f"{telling.unit}接手了", words=_who(act))


def _contact(act: Act, telling: Telling) -> Entry:
    if not act.payload.get("reached", True):
        return Entry(f"{_who(act)}打给{telling.you}，没打通", "会再打一次")
    return Entry(f"{_who(act)}联系了{telling.you}", act.reason)


def _feed_back(act: Act, telling: Telling) -> Entry:
    return Entry("办理结果", act.reason, f"{telling.unit}，{_who(act)}" if telling.unit else _who(act))


def _verify(act: Act, telling: Telling) -> Entry:
    return Entry(f"核对过了，请{telling.you}评价", words=_who(act))


def _rate(act: Act, telling: Telling) -> Entry:
    mark = SATISFACTION.get(act.payload.get("satisfaction", 0), "")
    solved = "解决了" if act.payload.get("is_solved") else "没解决"
    way = f"{_who(act)}电话回访，" if act.seat_id else ""
    return Entry(f"{way}{telling.you}的评价：{solved}，{mark}", act.reason)


def _rework(act: Act, telling: Telling) -> Entry:
    told = _rate(act, telling)
    return told._replace(title=f"{told.title}，重新办")


def _comment(act: Act, telling: Telling) -> Entry | None:
    if act.seat_id:
        return None
    return Entry(f"{telling.you}补了一句", act.reason)


def _plain(title: str, *, say_reason: bool = False, say_who: bool = True) -> Teller:
    def tell(act: Act, telling: Telling) -> Entry:
        return Entry(title.format(you=telling.you), act.reason if say_reason else "", _who(act) if say_who else "")

    return tell


#: verb → how it is told. A verb that is not here is not shown.
TELLERS: dict[str, Teller] = {
    "report": _report,
    "accept": _plain("收到并受理"),
    "dispatch": _dispatch,
    "sign": _sign,
    "contact": _contact,
    "feed_back": _feed_back,
    "verify": _verify,
    "conclude": _plain("核对过，办好了"),
    "rate": _rate,
    "rework": _rework,
    "comment": _comment,
    "send_back": _plain("核对时发现还没办好，请接着办"),
    "ask_return": _plain("接手的单位说不归它管，正在定", say_who=False),
    "grant_return": _plain("换一个单位来办", say_who=False),
    "refuse_return": _plain("定了，还由它来办", say_who=False),
    "decline": _plain("没有受理", say_reason=True),
    "withdraw": _plain("{you}撤回了", say_who=False),
    "close": _plain("办完了", say_reason=True, say_who=False),
}
