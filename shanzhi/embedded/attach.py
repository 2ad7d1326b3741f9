"""Give a process its database: the configured one, else the embedded one of this checkout."""

import atexit
import os
from pathlib import Path

from shanzhi.embedded.cell import Cell
from shanzhi.embedded.places import development_server
from shanzhi.embedded.server import Server

CHECKOUT = Path(__file__).resolve().parents[2]


def data_dir() -> Path:
    """The folder of everything that this installation keeps on disk."""
    return Path(os.environ.get("SHANZHI_DATA_DIR") or CHECKOUT / ".shanzhi")


def schema() -> str:
    """The name of the cell."""
    return os.environ.get("SHANZHI_SCHEMA") or "shanzhi"


def export(cell: Cell) -> None:
    """Tell this process and its children how to reach `cell`."""
    os.environ["SHANZHI_DATABASE_URL"] = cell.app_url
    os.environ["SHANZHI_OWNER_DATABASE_URL"] = cell.owner_url


def attach() -> Server | None:
    """Start the embedded server, or join the running one, unless SHANZHI_DATABASE_URL names a database.

    The server stops when the last process that joined it ends. Returns it, or None when it is not needed.
    """
    if os.environ.get("SHANZHI_DATABASE_URL"):
        return None
    server = development_server(data_dir())
    server.start()
    atexit.register(server.stop)
    cell = Cell(server, schema())
    cell.ensure()
    export(cell)
    return server
