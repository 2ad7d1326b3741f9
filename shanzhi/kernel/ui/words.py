"""Time, figures and telephone numbers as they are spoken. Pure; the template filters call these."""

from datetime import datetime

from shanzhi.kernel.worktime import OFFICE_HOURS, ZONE

_WEEK = "一二三四五六日"
HOUR = 60
#: Minutes of one working day under the standing office hours.
WORKDAY = sum((b.hour - a.hour) * HOUR + b.minute - a.minute for a, b in OFFICE_HOURS)


def clock(at: datetime) -> str:
    """17:30, 9:05: the hour without a leading zero, as one says it."""
    local = at.astimezone(ZONE)
    return f"{local.hour}:{local.minute:02}"


def day(at: datetime, now: datetime) -> str:
    """今天, 明天, 周五 within the six days to come, 11月24日, 2025年11月24日."""
    on, today = at.astimezone(ZONE).date(), now.astimezone(ZONE).date()
    ahead = (on - today).days
    near = {-1: "昨天", 0: "今天", 1: "明天"}
    if ahead in near:
        return near[ahead]
    if 1 < ahead <= 6:
        same_week = on.isocalendar()[:2] == today.isocalendar()[:2]
        return ("周" if same_week else "下周") + _WEEK[on.weekday()]
    year = "" if on.year == today.year else f"{on.year}年"
    return f"{year}{on.month}月{on.day}日"


def spoken(at: datetime, now: datetime) -> str:
    """周五17:30; 11月24日10:40."""
    return day(at, now) + clock(at)


def full(at: datetime) -> str:
    """2026年11月24日9:41, for deeds."""
    local = at.astimezone(ZONE)
    return f"{local.year}年{local.month}月{local.day}日{clock(at)}"


def lasting(minutes: int, workday: int = WORKDAY) -> str:
    """1日2时, 1时10分, 40分; days are working days of `workday` minutes. Not negative; under a minute is 0分."""
    days, rest = divmod(abs(int(minutes)), workday)
    hours, left = divmod(rest, HOUR)
    if days:
        return f"{days}日{hours}时" if hours else f"{days}日"
    if hours:
        return f"{hours}时{left}分" if left else f"{hours}时"
    return f"{left}分"


def left(minutes: int, workday: int = WORKDAY) -> str:
    """剩1时10分 or, when negative, 超1日2时."""
    return ("剩" if minutes >= 0 else "超") + lasting(minutes, workday)


def left_long(minutes: int, workday: int = WORKDAY) -> str:
    """还剩1个工作日5小时, for residents; 已经超过… when negative."""
    days, rest = divmod(abs(int(minutes)), workday)
    hours, few = divmod(rest, HOUR)
    parts = [
        f"{days}个工作日" if days else "",
        f"{hours}小时" if hours else "",
        f"{few}分钟" if few and not days else "",
    ]
    words = "".join(parts) or "不到1分钟"
    return f"还剩{words}" if minutes >= 0 else f"已经超过{words}"


def minutes_seconds(seconds: int) -> str:
    """9分42秒; 42秒."""
    minutes, rest = divmod(max(0, int(seconds)), 60)
    return f"{minutes}分{rest}秒" if minutes else f"{rest}秒"


def mask_phone(number: str) -> str:
    """138****2617; a shorter number keeps its last two figures only."""
    if len(number) == 11:
        return f"{number[:3]}****{number[-4:]}"
    return "*" * max(0, len(number) - 2) + number[-2:]


def mask_name(name: str) -> str:
    """陈女士 stays as it is called; 陈桂英 becomes 陈**."""
    called = ("先生", "女士", "师傅", "老师", "婆婆", "爷爷", "奶奶")
    return name if name.endswith(called) else name[:1] + "*" * (len(name) - 1)


def grouped(number: float) -> str:
    """1,274; a fraction keeps its decimals."""
    return f"{number:,}"
