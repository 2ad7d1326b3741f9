"""`./dev lock`: write requirements/*.txt anew, with hashes and without naming an index or a folder."""

import subprocess
import sys

OPTIONS = [
    "--quiet",
    "--generate-hashes",
    "--allow-unsafe",
    "--strip-extras",
    "--no-emit-index-url",
    "--no-emit-trusted-host",
    "--no-emit-find-links",
]


def main(arguments: list[str]) -> int:
    """Lock base first, since dev is constrained by it. `--upgrade` and the like go through to pip-compile."""
    for name in ("base", "dev"):
        command = [sys.executable, "-m", "piptools", "compile", *OPTIONS, *arguments]
        done = subprocess.run([*command, "-o", f"{name}.txt", f"{name}.in"], cwd="requirements", check=False)
        if done.returncode:
            return done.returncode
    return 0
