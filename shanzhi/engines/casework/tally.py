"""Folding the tally: rows of one day, area and category become one. The sums do not change."""

from datetime import date

from django.db import connection, transaction

_COLUMNS = "intake, closed, late, contact_due, contact_met, rated, solved, satisfied"
_FOLD = f"""
WITH crowded AS (
  SELECT "on", area_code, category_code, is_sealed FROM casework_tally WHERE "on" >= %s GROUP BY 1, 2, 3, 4 HAVING count(*) > 1 LIMIT 20000
), taken AS (
  DELETE FROM casework_tally t USING crowded c
  WHERE t."on" = c."on" AND t.area_code = c.area_code AND t.category_code = c.category_code AND t.is_sealed = c.is_sealed
  RETURNING t.*
)
INSERT INTO casework_tally ("on", area_code, category_code, is_sealed, {_COLUMNS})
SELECT "on", area_code, category_code, is_sealed, {", ".join(f"sum({name.strip()})" for name in _COLUMNS.split(","))}
FROM taken GROUP BY 1, 2, 3, 4
"""  # noqa: S608 - no outside text


@transaction.atomic
def fold(*, since: date = date.min) -> int:
    """Fold the days from `since` on; the number of rows that remain of what was folded.

    Rows appended meanwhile wait for the next time. Fresh days are folded often, all of them once a night: a late rating
    adds to an old day.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FOLD, [since])
        return int(cursor.rowcount)
