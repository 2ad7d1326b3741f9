"""A fingerprint of everything that a verb may write: equal before and after means that nothing changed."""

from django.db import connection

_COUNTS = (
    "casework_case", "casework_clock", "casework_rating", "casework_returnrequest", "casework_casefile",
    "casework_tally", "exchange_notice", "exchange_message", "kernel_storedfile", "org_account", "org_seat",
    "org_mandate", "org_unit", "org_apiclient",
)  # fmt: skip


def fingerprint() -> tuple[int, ...]:
    """Number of rows of each table, of acts, and the sum of all cases' versions."""
    counts = ", ".join(f"(SELECT count(*) FROM {table})" for table in _COUNTS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {counts}, (SELECT count(*) FROM kernel_act), (SELECT coalesce(sum(version), 0) FROM casework_case)"
        )
        return tuple(cursor.fetchone())
