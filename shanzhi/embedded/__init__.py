"""The embedded PostgreSQL: our own supervisor of the binaries that a wheel carries.

`Server` starts and stops one server; `Cell` makes the database, the two roles and the two schemas of an installation;
`places` says where the data of a checkout lives. This package imports nothing else of Shanzhi.
"""

from shanzhi.embedded.cell import Cell
from shanzhi.embedded.failure import EmbeddedFailure
from shanzhi.embedded.places import development_server, test_server
from shanzhi.embedded.server import Server

__all__ = ["Cell", "EmbeddedFailure", "Server", "development_server", "test_server"]
