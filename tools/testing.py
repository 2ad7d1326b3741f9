"""`./dev test [pytest's arguments]`: the whole suite on two workers, each with a database of its own."""

import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

from shanzhi.embedded import EmbeddedFailure, test_server
from shanzhi.embedded.attach import data_dir
from tools import chromium

WORKERS = "2"
OURS = (
    "SHANZHI_DATABASE_URL",
    "SHANZHI_OWNER_DATABASE_URL",
    "SHANZHI_AS_OWNER",
    "SHANZHI_MODE",
    "DJANGO_SETTINGS_MODULE",
)


def main(arguments: list[str]) -> int:
    """Pytest's exit status; 1 when not one test was executed."""
    if not chromium.ensure():
        return 1
    server = test_server(data_dir())
    try:
        server.start()
        return _pytest(arguments)
    except EmbeddedFailure as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    finally:
        server.stop()


def _pytest(arguments: list[str]) -> int:
    environment = {name: value for name, value in os.environ.items() if name not in OURS}
    parallel = [] if any(given.startswith(("-n", "--numprocesses")) for given in arguments) else ["-n", WORKERS]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        options = [*parallel, "--dist", "worksteal", f"--junitxml={report}"]
        command = [sys.executable, "-m", "pytest", *options, *arguments]
        status = subprocess.run(command, env=environment, check=False).returncode
        if status == 0 and not executed(report):
            sys.stderr.write("一个测试也没有执行\n")
            return 1
        return status


def executed(report: Path) -> int:
    """How many tests of a JUnit report were run, skipped ones not counted."""
    suites = ET.parse(report).getroot().iter("testsuite")  # noqa: S314 -- pytest wrote it a moment ago
    return sum(int(suite.get("tests", 0)) - int(suite.get("skipped", 0)) for suite in suites)
