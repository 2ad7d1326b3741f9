"""One style file and one script per surface, put together from small sources without any build tool.

`python -m shanzhi.kernel.ui.bundle` writes `kernel/static/ui/{resident,desk,centre,gallery}.{css,js}`; they are committed, and a
test fails while they differ from their sources. The order of sources is the order of the cascade.
"""

import re
import sys
from pathlib import Path

HERE = Path(__file__).parent
STATIC = HERE.parent / "static" / "ui"

_CSS_COMMON = "reset tokens tones base layout button words form progress clock states chart"
CSS = {
    "resident": f"{_CSS_COMMON} resident care print",
    "desk": f"{_CSS_COMMON} desk inbox print",
    "centre": f"{_CSS_COMMON} wall heat print",
    "gallery": f"{_CSS_COMMON} resident care desk inbox wall heat print gallery",
}
JS = {
    "resident": "start once preview speak locate countdown",
    "desk": "start once keys pane preview locate countdown",
    "centre": "start once live",
    "gallery": "start once keys pane preview speak locate countdown",
}
#: What the device must prefer for a tone to apply where the reader chose none.
PREFERS = {"dark": "(prefers-color-scheme: dark)", "contrast": "(prefers-contrast: more)"}

_TONE_RULE = re.compile(r":tone\((\w+)\)([^{},]*)(\{[^{}]*\})")


def expand_tones(css: str) -> str:
    """Write each `:tone(x)` rule out twice: for the choice of the reader and for what the device prefers."""

    def both(match: re.Match[str]) -> str:
        tone, rest, body = match.groups()
        chosen = f'[data-tone="{tone}"]{rest}{body}'
        return f"{chosen}\n@media {PREFERS[tone]} {{ :root:not([data-tone]){rest}{body} }}"

    return _TONE_RULE.sub(both, css)


def squeeze_css(css: str) -> str:
    """Drop comments and the white space that means nothing."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r"\s*([{};,])\s*", r"\1", css)
    return re.sub(r";}", "}", css).strip().replace("}@layer", "}\n@layer") + "\n"


def css(surface: str) -> str:
    """The style of one surface."""
    sources = [(HERE / "css" / f"{name}.css").read_text("utf-8") for name in CSS[surface].split()]
    return squeeze_css(expand_tones("\n".join(sources)))


def js(surface: str) -> str:
    """The script of one surface: each source is a function that runs at once and leaks nothing."""
    return "".join((HERE / "js" / f"{name}.js").read_text("utf-8") for name in JS[surface].split())


def outputs() -> dict[Path, str]:
    """Every bundled file and its text."""
    styles = {STATIC / f"{surface}.css": css(surface) for surface in CSS}
    scripts = {STATIC / f"{surface}.js": js(surface) for surface in JS}
    return styles | scripts | {STATIC / "map.js": (HERE / "js" / "map.js").read_text("utf-8")}


def main() -> None:
    """Write the files; say which changed."""
    STATIC.mkdir(parents=True, exist_ok=True)
    for path, text in outputs().items():
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
            sys.stdout.write(f"{path.name}\n")


if __name__ == "__main__":
    main()
