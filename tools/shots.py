"""`./dev shots [NAME …]`: pictures of the main pages at phone and desk width into docs/screens.

The pages are of the demo, on a server of its own that stops afterwards.
"""

import os
import socket
import sys

import click

from shanzhi.embedded import EmbeddedFailure
from shanzhi.embedded.attach import attach
from shanzhi.serving import Service
from tools import chromium
from tools.dev import ROOT

FOLDER = ROOT / "docs" / "screens"
WIDTHS = {390: 844, 1440: 900}
#: name → (path, login of the demo account that looks at it; empty: nobody in particular)
PAGES: dict[str, tuple[str, str]] = {
    "resident-home": ("/", ""),
    "resident-board": ("/board/", ""),
    "login": ("/login/", ""),
    "staff-login": ("/staff/login/", ""),
    "desk-community": ("/desk/", "liumin"),
    "desk-street": ("/desk/", "chenli"),
    "desk-dispatcher": ("/desk/", "yuzhiqiang"),
    "centre": ("/centre/", "heqing"),
    "ui-gallery": ("/ui/", ""),
}


def main(arguments: list[str]) -> int:
    """Take all pictures, or those named; 1 when a page does not answer with 200."""
    if not chromium.ensure():
        return 1
    os.environ.setdefault("SHANZHI_MODE", "demo")
    os.environ["DJANGO_SETTINGS_MODULE"] = "shanzhi.settings"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser's driver runs an event loop in this thread
    try:
        server = attach()
    except EmbeddedFailure as failure:
        click.echo(str(failure), err=True)
        return 1
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    service = Service("127.0.0.1", port)
    try:
        service.start()
        return _take(f"http://127.0.0.1:{port}", arguments or list(PAGES))
    except click.ClickException as failure:
        click.echo(failure.message, err=True)
        return 1
    finally:
        service.end()
        if server is not None:
            server.stop()


def _take(base: str, names: list[str]) -> int:
    import django
    from playwright.sync_api import sync_playwright

    django.setup()
    FOLDER.mkdir(parents=True, exist_ok=True)
    faults = 0
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium.executable(), args=chromium.ARGUMENTS)
        for name in names:
            path, login = PAGES[name]
            for width, height in WIDTHS.items():
                context = browser.new_context(
                    base_url=base, viewport={"width": width, "height": height}, locale="zh-CN", reduced_motion="reduce"
                )
                if login:
                    context.add_cookies([{"name": "sessionid", "value": _session(login), "url": base}])
                page = context.new_page()
                answer = page.goto(path, wait_until="networkidle")
                page.screenshot(path=FOLDER / f"{name}-{width}.png", full_page=True)
                status = answer.status if answer else 0
                faults += status != 200
                sys.stdout.write(f"{name}-{width}.png {status}\n")
                context.close()
        browser.close()
    return 1 if faults else 0


def _session(login: str) -> str:
    from django.contrib.auth import get_user_model

    from tools.sessions import session_for

    model = get_user_model()
    account = model._default_manager.filter(**{model.USERNAME_FIELD: login}).first()  # noqa: SLF001
    if account is None:
        raise click.ClickException(f"没有演示账号 {login}，请先用 ./dev run 载入演示数据")
    return session_for(account)
