"""Who imports when nobody is named: the operator at the command line."""

from shanzhi.kernel.actor import Actor, Grant
from shanzhi.kernel.codes import prefix
from shanzhi.kernel.roles import Reach, Role


class Importer(Role):
    """导入程序. What an import does, and nothing else; no post carries it."""

    code = "importer"
    title = "导入程序"
    duty = "把旧系统的案件照原样收进来"
    verbs = dict.fromkeys(
        ("case.import", "case.report", "case.accept", "case.decline", "case.withdraw"), Reach.TERRITORY
    )


def operator(area: str) -> Actor:
    """The operator, for one area."""
    return Actor(None, "导入程序", (Grant(Importer, prefix(area)),), channel="import")
