"""Migrating a cell in the order that its two schemas ask for: content types, the job queue, everything else."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

#: A migration that cannot have its lock within this time gives up instead of queueing everybody behind it.
LOCK_TIMEOUT = "4s"


def migrate_cell(*, verbosity: int = 0) -> None:
    """Bring the cell of the settings up to date. The process must be connected as the owner (SHANZHI_AS_OWNER)."""
    from django.conf import settings
    from django.core.management import call_command

    from shanzhi import installing

    cell, queue = settings.SCHEMA, f"{settings.SCHEMA}_q"
    with _search_path(cell, queue):
        call_command("migrate", "contenttypes", verbosity=verbosity)
    with _search_path(queue, cell):
        call_command("migrate", "procrastinate", verbosity=verbosity)
    with _search_path(cell, queue):
        call_command("migrate", verbosity=verbosity)
        call_command("createcachetable", verbosity=verbosity)
        installing.load(settings.SHANZHI_ROOT)


@contextmanager
def _search_path(*schemas: str) -> Iterator[None]:
    """Reconnect with this search path, and with the settings' own afterwards."""
    from django.db import connection

    options = connection.settings_dict["OPTIONS"]
    before = options.get("options", "")
    options["options"] = f"{before} -c search_path={','.join(schemas)} -c lock_timeout={LOCK_TIMEOUT}"
    connection.close()
    try:
        yield
    finally:
        options["options"] = before
        connection.close()


def main() -> int:
    """`python -m shanzhi.migrating`: exit status 0 when the cell is up to date."""
    import django

    os.environ["SHANZHI_AS_OWNER"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shanzhi.settings")
    django.setup()
    migrate_cell(verbosity=int(os.environ.get("SHANZHI_VERBOSITY", "0")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
