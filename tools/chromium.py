"""The system's Chromium: finding it, installing it where we may, and the arguments that keep it quiet."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome")
PACKAGES = ["chromium", "fonts-noto-cjk"]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
]


def executable() -> str | None:
    """The path of the browser, from SHANZHI_CHROMIUM or the usual names."""
    given = os.environ.get("SHANZHI_CHROMIUM")
    if given:
        return given if os.access(given, os.X_OK) else None
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def ensure() -> bool:
    """There is a browser now; if not, one line has said what to install."""
    if executable():
        return True
    if os.geteuid() == 0 and shutil.which("apt-get"):
        sys.stderr.write("正在安装浏览器 …\n")
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "update", "-q"], ["apt-get", "install", "-qq", "-y", *PACKAGES]):
            subprocess.run(command, env=environment, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        if executable():
            return True
    sys.stderr.write(
        "浏览器测试需要 Chromium 和一种中文字体：请安装 chromium 和 fonts-noto-cjk，或用 SHANZHI_CHROMIUM 指出它在哪里\n"
    )
    return False
