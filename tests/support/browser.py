"""The system's Chromium for tests: no network but the live server, and pages that must stay silent."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tools.chromium import ARGUMENTS, executable
from tools.sessions import session_for

PHONE, DESK = (390, 844), (1440, 900)


@contextmanager
def launched() -> Iterator[Browser]:
    """A headless browser; skips the test where there is none (`./dev test` makes sure that there is one)."""
    path = executable()
    if path is None:
        pytest.skip("no Chromium on this machine; ./dev test says how to get it")
    # The sync driver runs an event loop in this thread, which Django would take for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Windows:
    """Opens windows on the live server and remembers what none of them may do."""

    browser: Browser
    base: str
    faults: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def open(self, *, account: Any = None, size: tuple[int, int] = DESK, javascript: bool = True) -> Page:
        """A window of its own (own cookies), signed in as `account` when one is given."""
        context = self.browser.new_context(
            base_url=self.base,
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=javascript,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            service_workers="block",
        )
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        if account is not None:
            context.add_cookies([{"name": "sessionid", "value": session_for(account), "url": self.base}])
        page = context.new_page()
        self._watch(page)
        return page

    def _watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        page.on("request", lambda request: self._check_request(request.url))
        page.on("console", lambda message: self._check_console(message.text))

    def _check_request(self, url: str) -> None:
        if not url.startswith((self.base, "data:", "blob:", "about:")):
            self.faults.append(f"third-party request: {url}")

    def _check_console(self, text: str) -> None:
        if "Content Security Policy" in text or "Content-Security-Policy" in text:
            self.faults.append(text)

    def close(self) -> None:
        """Close all windows and fail for what they did."""
        for context in self.contexts:
            with suppress(Exception):
                context.close()
        assert not self.faults, "\n".join(self.faults)


def assert_accessible(page: Page, *, context: str | None = None) -> None:
    """Fail with one line for each axe violation on the page as it stands now."""
    results = Axe().run(page, context=context)
    lines = [
        f"{found['id']} ({found['impact']}): {node['html'][:160]}"
        for found in results.response["violations"]
        for node in found["nodes"]
    ]
    assert not lines, f"{page.url}\n" + "\n".join(lines)
