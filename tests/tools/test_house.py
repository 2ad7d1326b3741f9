"""The test harness itself: a database of our own, a role without power, a copy that starts over."""

import pytest
from django.db import DatabaseError, ProgrammingError, connection

from shanzhi.embedded import Cell


@pytest.mark.django_db
def test_the_product_runs_as_a_role_that_owns_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, usesuper FROM pg_user WHERE usename = current_user")
        assert cursor.fetchone() == ("shanzhi_app", False)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    ["CREATE TABLE t (a int)", "TRUNCATE django_session", "DROP TABLE django_session", "CREATE TABLE public.t (a int)"],
)
def test_the_product_cannot_change_the_schema(statement: str) -> None:
    with connection.cursor() as cursor, pytest.raises((ProgrammingError, DatabaseError)):
        cursor.execute(statement)


@pytest.mark.django_db
def test_the_queue_lives_in_its_own_schema_and_the_rest_in_the_cell(cell: Cell) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT schemaname FROM pg_tables WHERE tablename = 'procrastinate_jobs'")
        assert cursor.fetchall() == [(f"{cell.name}_q",)]
        cursor.execute("SELECT schemaname FROM pg_tables WHERE tablename IN ('django_session', 'django_migrations')")
        assert cursor.fetchall() == [(cell.name,), (cell.name,)]


@pytest.mark.parametrize("time", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_what_one_test_commits_the_next_does_not_see(time: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_session")
        assert cursor.fetchone() == (0,), time
        cursor.execute("INSERT INTO django_session VALUES ('k', 'v', now())")
