"""Time and figures as they are spoken."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from shanzhi.kernel.ui import words

ZONE = ZoneInfo("Asia/Shanghai")
TUESDAY = datetime(2026, 11, 24, 9, 52, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (TUESDAY.replace(hour=17, minute=30), "今天17:30"),
        (TUESDAY + timedelta(days=1), "明天9:52"),
        (TUESDAY - timedelta(days=1), "昨天9:52"),
        (datetime(2026, 11, 27, 17, 30, tzinfo=ZONE), "周五17:30"),
        (datetime(2026, 11, 30, 9, 5, tzinfo=ZONE), "下周一9:05"),
        (datetime(2026, 12, 1, 9, 5, tzinfo=ZONE), "12月1日9:05"),
        (datetime(2026, 11, 20, 10, 40, tzinfo=ZONE), "11月20日10:40"),
        (datetime(2025, 11, 24, 10, 40, tzinfo=ZONE), "2025年11月24日10:40"),
    ],
)
def test_a_time_is_said_as_a_neighbour_would(at, said):
    assert words.spoken(at, TUESDAY) == said


def test_a_day_is_the_local_day_whatever_the_zone_of_the_value():
    late = datetime(2026, 11, 24, 17, 0, tzinfo=ZoneInfo("UTC"))  # 1:00 on the 25th in Shanghai
    assert words.spoken(late, TUESDAY) == "明天1:00"


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (70, "剩1时10分"),
        (40, "剩40分"),
        (120, "剩2时"),
        (-510, "超1日2时"),
        (390, "剩1日"),
        (0, "剩0分"),
        (-40, "超40分"),
    ],
)
def test_what_is_left_counts_working_days(minutes, said):
    assert words.left(minutes, 390) == said


def test_a_day_of_the_clock_can_be_counted_instead():
    assert words.left(1500, 1440) == "剩1日1时"


def test_residents_read_whole_words():
    assert words.left_long(390 + 300, 390) == "还剩1个工作日5小时"
    assert words.left_long(-61, 390) == "已经超过1小时1分钟"
    assert words.left_long(0) == "还剩不到1分钟"


@pytest.mark.parametrize(("number", "shown"), [("13812342617", "138****2617"), ("8320000", "*****00"), ("", "")])
def test_a_telephone_number_shows_little(number, shown):
    assert words.mask_phone(number) == shown


@pytest.mark.parametrize(("name", "shown"), [("陈女士", "陈女士"), ("陈桂英", "陈**"), ("", "")])
def test_a_name_shows_its_family_only(name, shown):
    assert words.mask_name(name) == shown


def test_seconds_and_thousands():
    assert words.minutes_seconds(582) == "9分42秒"
    assert words.minutes_seconds(-3) == "0秒"
    assert words.grouped(1274) == "1,274"
    assert words.full(TUESDAY) == "2026年11月24日9:52"
