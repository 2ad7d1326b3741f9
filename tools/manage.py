"""`./dev manage …`: the same as `python manage.py …`."""

import subprocess
import sys


def main(arguments: list[str]) -> int:
    """Run the command in a process of its own, which sets itself up."""
    return subprocess.run([sys.executable, "manage.py", *arguments], check=False).returncode
