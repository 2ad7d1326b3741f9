#!/usr/bin/env python
"""Django's commands on this checkout: on the embedded database unless SHANZHI_DATABASE_URL names another."""

import os
import sys

#: Commands that change the schema run as its owner; all others as the app role, like the product.
OWNER_COMMANDS = {"migrate", "flush", "createcachetable", "pgtrigger", "optimizemigration"}


def main() -> int:
    """Run the command that the command line names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shanzhi.settings")
    from shanzhi.embedded.attach import attach
    from shanzhi.embedded.failure import EmbeddedFailure

    command = sys.argv[1] if len(sys.argv) > 1 else ""
    if command in OWNER_COMMANDS:
        os.environ["SHANZHI_AS_OWNER"] = "1"
    try:
        attach()
    except EmbeddedFailure as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    if sys.argv[1:] == ["migrate"]:
        from shanzhi.migrating import main as migrate

        return migrate()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
    return 0


if __name__ == "__main__":
    sys.exit(main())
