"""A cell: two schemas, an owner that migrates, an app role that may do nothing but read and write rows."""

from collections.abc import Callable

import psycopg
import pytest
from psycopg import errors

from shanzhi.embedded import Cell, EmbeddedFailure, Server


@pytest.fixture
def made(make: Callable[..., Server]) -> Cell:
    """A cell on a fresh server."""
    server = make()
    server.start()
    cell = Cell(server, "xianan", "cells")
    cell.ensure()
    return cell


def test_the_app_role_reads_and_writes_what_the_owner_makes_and_can_do_no_more(made: Cell) -> None:
    with psycopg.connect(made.owner_url) as owner:
        owner.execute("CREATE TABLE notes (id bigserial PRIMARY KEY, body text)")
        owner.execute("CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'")
    with psycopg.connect(made.app_url, autocommit=True) as app:
        app.execute("INSERT INTO notes (body) VALUES ('a')")
        app.execute("UPDATE notes SET body = 'b'")
        assert app.execute("SELECT body, one() FROM notes").fetchone() == ("b", 1)
        app.execute("CREATE TEMPORARY TABLE staging (a int)")
        for forbidden in ("TRUNCATE notes", "DROP TABLE notes", "CREATE TABLE more (a int)", "CREATE SCHEMA mine"):
            with pytest.raises(errors.InsufficientPrivilege):
                app.execute(forbidden)
        app.execute("DELETE FROM notes")


def test_both_roles_look_into_the_cell_first_and_into_its_queue_second(made: Cell) -> None:
    for url in (made.owner_url, made.app_url):
        with psycopg.connect(url) as connection:
            assert connection.execute("SHOW search_path").fetchone() == ("xianan, xianan_q",)
            row = connection.execute(
                "SELECT rolsuper, rolcreatedb, rolcreaterole, rolbypassrls FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
            assert row == (False, False, False, False)


def test_nobody_makes_tables_in_public(made: Cell) -> None:
    for url in (made.owner_url, made.app_url):
        with psycopg.connect(url) as connection, pytest.raises(errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE public.t (a int)")


def test_making_a_cell_again_changes_nothing(made: Cell) -> None:
    with psycopg.connect(made.owner_url) as owner:
        owner.execute("CREATE TABLE kept (a int)")
    made.ensure()
    with psycopg.connect(made.app_url) as app:
        assert app.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_a_copy_has_the_rows_and_the_rights_of_its_template(made: Cell) -> None:
    with psycopg.connect(made.owner_url) as owner:
        owner.execute("CREATE TABLE seeds (a int)")
        owner.execute("INSERT INTO seeds VALUES (7)")
    copy = Cell(made.server, made.name, "copied")
    copy.clone(made.database)
    with psycopg.connect(copy.app_url) as app:
        assert app.execute("SELECT a FROM seeds").fetchone() == (7,)
        app.execute("CREATE TEMPORARY TABLE staging (a int)")
    copy.drop()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(copy.app_url)


@pytest.mark.parametrize("name", ["", "Cell", "1a", "a-b", "a;b", "社区"])
def test_a_cell_has_a_plain_name(make: Callable[..., Server], name: str) -> None:
    with pytest.raises(EmbeddedFailure, match="SHANZHI_SCHEMA"):
        Cell(make(), name)
