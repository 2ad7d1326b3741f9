"""`./dev shots [NAME …]`: pictures of the main pages, as the right people see them, into docs/screens.

The pages are those of a demo of its own (database, files, port), which is made for the pictures and removed afterwards.
Residents log in with the code that the outbox shows, staff with the demo's password.
"""

import os
import re
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from shanzhi.demo.people import PASSWORD, RESIDENTS
from shanzhi.embedded import EmbeddedFailure, development_server
from shanzhi.embedded.attach import attach, data_dir
from shanzhi.serving import Service
from tools import chromium, run
from tools.dev import ROOT
from tools.state import State

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

FOLDER = ROOT / "docs" / "screens"
HEIGHTS = {390: 844, 1440: 900, 1920: 1080}
MOST_BYTES = 300_000
#: A long page is cut here, in CSS pixels.
TALLEST = 2400
PHONES = {name: phone for name, phone, _ in RESIDENTS}
CHEN, GRANDMA = "陈芳", "张桂英"
BODY = "3栋2单元的楼道灯又不亮了，晚上老人看不见台阶"


class Shot(NamedTuple):
    """One page: who looks at it, how wide, and how to get there."""

    who: str
    widths: tuple[int, ...]
    go: "Callable[[Page], object]"
    is_whole: bool = True  # on a phone: down to the end of the page, not only what the screen shows first


def at(path: str) -> "Callable[[Page], object]":
    """Go to a path."""
    return lambda page: page.goto(path)


def case_of(who: str, step: str) -> str:
    """The number of the newest case at that step of a resident of the story."""
    from shanzhi.engines.casework.public import Case
    from shanzhi.kernel.crypto import phone_index

    return str(Case.objects.filter(phone_index=phone_index(PHONES[who]), step=step).latest("reported_at").number)


def own(who: str, step: str, tail: str = "") -> "Callable[[Page], object]":
    """The page of a resident's own case at that step."""
    return lambda page: page.goto(f"/cases/{case_of(who, step)}/{tail}")


def desk_case(page: "Page") -> None:
    """The case of the story that waits to be accepted."""
    page.goto(f"/desk/cases/{case_of(CHEN, 'submitted')}/")


def report(screen: int) -> "Callable[[Page], object]":
    """The first, second or third screen of saying something."""

    def go(page: "Page") -> None:
        page.goto("/report/")
        page.locator("#id_body").fill(BODY)
        if screen > 1:
            page.locator(".dock button").first.click()
            page.wait_for_url("**/where/**")
        if screen > 2:
            page.get_by_role("button", name="就算").click()
            page.wait_for_url("**/check/**")

    return go


BOTH, PHONE, DESK = (390, 1440), (390,), (1440,)
SHOTS: dict[str, Shot] = {
    "resident-home": Shot(CHEN, PHONE, at("/")),
    "resident-report-1": Shot(CHEN, PHONE, report(1)),
    "resident-report-2": Shot(CHEN, PHONE, report(2)),
    "resident-report-3": Shot(CHEN, PHONE, report(3)),
    "resident-cases": Shot(CHEN, PHONE, at("/cases/")),
    "resident-case": Shot(CHEN, PHONE, own(CHEN, "dispatched")),
    "resident-rating": Shot(CHEN, PHONE, own(CHEN, "rating", "rating/")),
    "resident-board": Shot(CHEN, PHONE, at("/board/")),
    "care-home": Shot(GRANDMA, PHONE, at("/")),
    "care-report": Shot(GRANDMA, PHONE, at("/report/")),
    "care-case": Shot(GRANDMA, PHONE, own(GRANDMA, "handling")),
    "desk-community": Shot("liumin", BOTH, at("/desk/")),
    "desk-case": Shot("liumin", BOTH, desk_case),
    "desk-map": Shot("liumin", BOTH, at("/desk/map/"), is_whole=False),
    "desk-search": Shot("liumin", BOTH, at("/desk/search?q=灯")),
    "desk-patrol": Shot("zhengtao", BOTH, at("/desk/patrol/")),
    "centre": Shot("heqing", (1440, 1920), at("/centre/")),
    "admin-units": Shot("sysadmin", DESK, at("/desk/admin/units/")),
}


def main(arguments: list[str]) -> int:
    """Take all pictures, or those named; 1 when a page does not answer with 200."""
    if unknown := set(arguments) - SHOTS.keys():
        sys.stderr.write(f"没有这张图：{'、'.join(sorted(unknown))}。有 {'、'.join(SHOTS)}\n")
        return 2
    if not chromium.ensure():
        return 1
    try:
        with _demo_of_its_own() as base:
            return _take(base, arguments or list(SHOTS))
    except (click.ClickException, EmbeddedFailure) as failure:
        click.echo(failure.message if isinstance(failure, click.ClickException) else str(failure), err=True)
        return 1


@contextmanager
def _demo_of_its_own() -> Iterator[str]:
    """A fresh demo that serves at the address given; nothing of it is left."""
    for name in ("SHANZHI_DATABASE_URL", "SHANZHI_OWNER_DATABASE_URL", "SHANZHI_AS_OWNER", "SHANZHI_HOSTS"):
        os.environ.pop(name, None)
    os.environ["SHANZHI_DATA_DIR"] = str(ROOT / ".shanzhi" / "shots")
    os.environ["SHANZHI_MODE"] = "demo"
    os.environ["DJANGO_SETTINGS_MODULE"] = "shanzhi.settings"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser's driver runs an event loop in this thread
    run.start_over()
    data_dir().mkdir(parents=True, exist_ok=True)
    server = attach()
    service = Service("127.0.0.1", _free_port(), workers=1)
    try:
        state = State(data_dir() / "shanzhi.json")
        run.prepare(state, skip=False)
        run.load_demo(state)
        service.start()
        yield f"http://{service.host}:{service.port}"
    finally:
        service.end()
        if server is not None:
            server.stop()
        development_server(data_dir()).destroy()
        shutil.rmtree(data_dir(), ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _take(base: str, names: list[str]) -> int:
    from playwright.sync_api import sync_playwright

    FOLDER.mkdir(parents=True, exist_ok=True)
    faults = 0
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium.executable(), args=chromium.ARGUMENTS)
        # By person: one login serves all of somebody's pictures.
        for who in dict.fromkeys(SHOTS[name].who for name in names):
            known = _logged_in(browser, base, who)
            for name in (name for name in names if SHOTS[name].who == who):
                for width in SHOTS[name].widths:
                    faults += not _picture(browser, base, name, width, known)
        browser.close()
    return 1 if faults else 0


def _window(browser: "Browser", base: str, width: int, known: Path | None = None) -> "BrowserContext":
    size: Any = {"width": width, "height": HEIGHTS[width]}
    return browser.new_context(
        base_url=base, viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce",
        storage_state=known,
    )  # fmt: skip


def _logged_in(browser: "Browser", base: str, who: str) -> Path:
    """Log in through the pages; the file of the cookies."""
    known = data_dir() / "cookies.json"
    context = _window(browser, base, 1440)
    page = context.new_page()
    if who in PHONES:
        page.goto("/login/")
        page.locator("input[name=phone]").last.fill(PHONES[who])
        page.get_by_role("button", name="用短信收验证码").click()
        outbox = context.new_page()
        outbox.goto("/outbox/")
        code = re.search(r"(?<!\d)\d{6}(?!\d)", outbox.locator("main").inner_text())
        page.locator("input[name=code]").fill(code.group() if code else "")
        page.get_by_role("button", name="登录", exact=True).click()
    else:
        page.goto("/staff/login/")
        page.locator("input[name=login]").fill(who)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("main form button").first.click()
    page.wait_for_url(lambda url: "/login" not in url)
    context.storage_state(path=known)
    context.close()
    return known


def _picture(browser: "Browser", base: str, name: str, width: int, known: Path) -> bool:
    """Take one; whether the page was there."""
    context = _window(browser, base, width, known)
    page = context.new_page()
    seen: list[int] = []
    page.on("response", lambda answer: seen.append(answer.status) if answer.request.is_navigation_request() else None)
    SHOTS[name].go(page)
    page.wait_for_load_state("load")
    page.wait_for_timeout(700)  # maps and what is fetched after the page
    tall = min(TALLEST, int(page.evaluate("document.documentElement.scrollHeight")))
    page.set_viewport_size(
        {
            "width": width,
            "height": max(HEIGHTS[width], tall) if width == 390 and SHOTS[name].is_whole else HEIGHTS[width],
        }
    )
    file = FOLDER / f"{name}-{width}.png"
    page.screenshot(path=file)
    context.close()
    size = _slim(file)
    sys.stdout.write(f"{file.name} {seen[-1] if seen else 0} {size // 1000} kB\n")
    return bool(seen) and seen[-1] == 200 and size <= MOST_BYTES


def _slim(file: Path) -> int:
    """Keep 256 colours, fewer for a heavy picture; bytes afterwards."""
    from PIL import Image

    image = Image.open(file).convert("RGB")
    for colours in (256, 96, 32):
        image.quantize(colours, dither=Image.Dither.NONE).save(file, optimize=True)
        if file.stat().st_size <= MOST_BYTES:
            break
    return file.stat().st_size
