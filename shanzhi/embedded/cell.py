"""What a cell has before its first table: a database, an owner role, an app role, a schema and a queue schema."""

import re
from dataclasses import dataclass

import psycopg
from psycopg import sql

from shanzhi.embedded.failure import EmbeddedFailure
from shanzhi.embedded.server import SUPERUSER, Server


@dataclass(frozen=True)
class Cell:
    """A cell on an embedded server. The schema has the cell's name, its queue has `<name>_q`."""

    server: Server
    name: str = "shanzhi"
    database: str = "shanzhi"

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,40}", self.name):
            raise EmbeddedFailure(f"SHANZHI_SCHEMA 只能用小写字母、数字和下划线，现在是 {self.name}")

    @property
    def owner(self) -> str:
        """The role that migrates and owns every table."""
        return f"{self.name}_owner"

    @property
    def app(self) -> str:
        """The role that the product runs as: reads and writes rows, owns nothing."""
        return f"{self.name}_app"

    @property
    def owner_url(self) -> str:
        """Connection string of the owner."""
        return self.server.url(self.owner, self.database)

    @property
    def app_url(self) -> str:
        """Connection string of the app role."""
        return self.server.url(self.app, self.database)

    def ensure(self) -> None:
        """Create what is missing; running it again changes nothing."""
        with self.server.connect() as connection:
            self._roles(connection)
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.database]).fetchone()
            if found is None:
                _run(connection, "CREATE DATABASE {} OWNER {}", self.database, self.owner)
        with self.server.connect(self.database) as connection:
            self._grants(connection)

    def clone(self, template: str) -> None:
        """Make the database as a copy of `template`, which nobody may be connected to."""
        with self.server.connect() as connection:
            _run(connection, "CREATE DATABASE {} OWNER {} TEMPLATE {}", self.database, self.owner, template)
            self._database_grants(connection)

    def drop(self) -> None:
        """Drop the database and throw out whoever uses it."""
        with self.server.connect() as connection:
            _run(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", self.database)

    def _roles(self, connection: psycopg.Connection) -> None:
        attributes = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS"
        for role in (self.owner, self.app):
            if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone() is None:
                _run(connection, f"CREATE ROLE {{}} {attributes}", role)
            _run(connection, "ALTER ROLE {} SET search_path = {}, {}", role, self.name, f"{self.name}_q")

    def _grants(self, connection: psycopg.Connection) -> None:
        self._database_grants(connection)
        # By default whoever owns the database owns `public` too, and could make tables there.
        _run(connection, "ALTER SCHEMA public OWNER TO {}", SUPERUSER)
        _run(connection, "REVOKE ALL ON SCHEMA public FROM PUBLIC")
        for schema in (self.name, f"{self.name}_q"):
            _run(connection, "CREATE SCHEMA IF NOT EXISTS {} AUTHORIZATION {}", schema, self.owner)
            _run(connection, "GRANT USAGE ON SCHEMA {} TO {}", schema, self.app)
            for rights, things in (
                ("SELECT, INSERT, UPDATE, DELETE", "TABLES"),
                ("USAGE, SELECT", "SEQUENCES"),
                ("EXECUTE", "FUNCTIONS"),
            ):
                grant = f"ALTER DEFAULT PRIVILEGES FOR ROLE {{}} IN SCHEMA {{}} GRANT {rights} ON {things} TO {{}}"
                _run(connection, grant, self.owner, schema, self.app)

    def _database_grants(self, connection: psycopg.Connection) -> None:
        """Grants on the database itself, which a copy does not inherit. Staging tables of imports are temporary."""
        _run(connection, "REVOKE ALL ON DATABASE {} FROM PUBLIC", self.database)
        _run(connection, "GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}", self.database, self.app)


def _run(connection: psycopg.Connection, statement: str, *names: str) -> None:
    """Run a statement whose placeholders are names."""
    connection.execute(sql.SQL(statement).format(*(sql.Identifier(name) for name in names)))
