"""The table of roles in `docs/roles.md`: `python -m shanzhi.engines.org.roles.table > docs/roles.md`."""

from collections.abc import Iterator

from shanzhi.engines.org.roles import ROLES, VERBS
from shanzhi.kernel.roles import Reach

_MARKS = {Reach.OWN: "己", Reach.UNIT: "单", Reach.TERRITORY: "辖"}


def markdown() -> str:
    """Who holds what and how far, as the text of `docs/roles.md`."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Roles 角色"
    yield ""
    yield "Made from the classes in `shanzhi/engines/org/roles/`; a test fails when this page is out of step."
    yield "Remake: `python -m shanzhi.engines.org.roles.table > docs/roles.md`."
    yield ""
    yield "| 代号 | 角色 | 职责 |"
    yield "|---|---|---|"
    yield from (f"| `{code}` | {role.title} | {role.duty} |" for code, role in ROLES.items())
    yield ""
    yield "己 = 自己的事（含受委托的人的事）；单 = 本单位是当事方；辖 = 在任职的辖区内。空格是没有这个权限。"
    yield ""
    yield "| 权限 | 说明 | " + " | ".join(role.title for role in ROLES.values()) + " |"
    yield "|---" * (len(ROLES) + 2) + "|"
    for verb, words in VERBS.items():
        cells = (mark(role.verbs.get(verb, Reach(0))) for role in ROLES.values())
        yield f"| `{verb}` | {words} | " + " | ".join(cells) + " |"


def mark(reach: Reach) -> str:
    """`OWN | UNIT` as 己单."""
    return "".join(sign for part, sign in _MARKS.items() if part & reach)


if __name__ == "__main__":
    print(markdown(), end="")  # noqa: T201
