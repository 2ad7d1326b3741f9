"""What the examples of the gallery show: one believable matter, with fixed times."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from shanzhi.kernel.ui.components.charts import Bar, StripCell
from shanzhi.kernel.ui.components.core import Crumb, Fact
from shanzhi.kernel.ui.components.progress import Entry, Photo, Step
from shanzhi.kernel.worktime import RulerDay
from shanzhi.kernel.worktime.days import DayKind

NOW = datetime(2026, 11, 26, 2, 5, tzinfo=UTC)
_WORK, _REST = DayKind.WORKDAY, DayKind.REST
_FULL = {"total": 390, "noon": 210}
#: Two grey drawings of a staircase, so that the gallery needs no photo.
_DARK = "/static/ui/sample-before.svg"
_LIGHT = "/static/ui/sample-after.svg"


def _day(number: int, **places: Any) -> RulerDay:
    month = 12 if number < 20 else 11
    day = date(2026, month, number)
    rest = day.weekday() >= 5
    size: dict[str, Any] = {"total": 0} if rest else _FULL
    return RulerDay(day=day, kind=_REST if rest else _WORK, name="休息日" if rest else "", **(size | places))


def rulers() -> dict[str, list[RulerDay]]:
    """The four states of the ruler."""
    whole = {"used": 390}
    return {
        "plain": [
            _day(26, begin=120, **whole),
            _day(27, **whole),
            _day(28),
            _day(29),
            _day(30, used=150, now=150),
            _day(1, due=390),
        ],
        "near": [_day(24, **whole), _day(25, **whole), _day(26, **whole), _day(27, used=90, now=90, due=390)],
        "paused": [
            _day(24, begin=60, **whole),
            _day(25, **whole),
            _day(26, begin=0, used=390, paused=((0, 390),)),
            _day(27, used=120, now=120),
            _day(30, due=390),
        ],
        "late": [
            _day(24, **whole),
            _day(25, **whole),
            _day(26, used=390, due=390),
            _day(27, used=260, over=0, now=260),
        ],
    }


def _record() -> list[Entry]:
    photos = [Photo(_DARK, _DARK, "修之前"), Photo(_LIGHT, _LIGHT, "修之后，4楼")]
    return [
        Entry("请您评价", "没办好，可以要求重办", "还没到", "next"),
        Entry("正在换线路", "配件今天上午到，1楼和3楼明天上午能亮。", "金叶物业，周师傅", "now"),
        Entry(
            "2楼、4楼亮了",
            "换了2个声控灯。另外两层是线路老化，要换线。",
            "11月25日15:12，金叶物业",
            photos=photos,
            pair=True,
        ),
        Entry("刘敏打电话给您", "问清了是哪几层，也去看了张婆婆，没有大碍。", "11月24日10:26"),
        Entry("您说了这件事", words="11月24日9:41，照片2张"),
    ]


def _process() -> list[Step]:
    done = [
        ("受理", "24日9:41，微信"),
        ("签收", "9:52，用11分"),
        ("联系", "10:26，用45分"),
        ("派出", "10:40，金叶物业"),
    ]
    rest = [Step("办理", "今天17:30前", "here"), Step("答复", "刘敏"), Step("评价", "居民，7天内")]
    return [Step(name, words, "done") for name, words in done] + rest


def _strip() -> list[StripCell]:
    cells = [
        ("超时", 2, "burn"),
        ("今天到期", 5, "near"),
        ("等我签收", 8, "act"),
        ("等居民评价", 6, "soft"),
        ("其余在办", 25, "rest"),
    ]
    return [StripCell(label, n, f"?burn={n}", level, current=level == "act") for label, n, level in cells]


def context() -> dict[str, Any]:
    """Everything that the example templates name."""
    from shanzhi.kernel.ui.pages import SampleForm

    wrong = {"phone": "1380000", "solved": "yes", "photos": ""}
    hours = [2, 1, 0, 0, 1, 3, 8, 19, 41, 38, 24]
    return {
        "now": NOW,
        "due": NOW + timedelta(minutes=9, seconds=42),
        "past": NOW - timedelta(seconds=5),
        "form": SampleForm(initial={"phone": "13800002617", "satisfied": "yes"}, auto_id="ok_%s"),
        "wrong": SampleForm(wrong, auto_id="bad_%s"),
        "reasons": [
            "楼道是共用部分，物业合同第12条管照明，合同到2027年3月",
            "近90天同类14件，13件由它办结，中位1.2个工作日",
            "有人摔过：建议先打电话，再看张婆婆",
        ],
        "facts": [
            Fact("谁", "陈女士，138****2617", "tel:", "打电话"),
            Fact("在哪", "金叶小区3栋2单元，第4网格"),
            Fact("公开", "邻居可见，不露姓名"),
        ],
        "crumbs": [
            Crumb("我的", "?v=1", current=True, count=8),
            Crumb("全社区", "?v=2", count=46),
            Crumb("我盯的", "?v=3"),
        ],
        "numbers": [("110", "报警"), ("119", "着火"), ("120", "急救")],
        "rulers": rulers(),
        "record": _record(),
        "process": _process(),
        "photos": _record()[2].photos,
        "strip": _strip(),
        "streets": [
            Bar("温泉街道", 412),
            Bar("浮山街道", 378),
            Bar("永安街道", 341),
            Bar("横沟桥镇", 104),
            Bar("大幕乡", 33),
        ],
        "votes": [Bar("没到", 58.2), Bar("到了", 75.6)],
        "hours": hours,
        "hour_labels": [f"{h}点" for h in range(len(hours))],
        "last_week": [1, 1, 1, 0, 2, 5, 12, 25, 33, 29, 27],
        "flow": ["说一说", "在哪里", "看一遍"],
        "key_pairs": [("J", "下一件"), ("K", "上一件"), ("X", "选"), ("S", "签收"), ("/", "找")],
    }
