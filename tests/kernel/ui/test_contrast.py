"""The floors of contrast, computed from the colours as they are written (WCAG 2.2, 1.4.3 and 1.4.11; care mode 1.4.6)."""

import re
from pathlib import Path

import pytest

from shanzhi.kernel.ui import bundle

TONES = Path(bundle.HERE, "css", "tones.css").read_text("utf-8")
SELECTORS = {
    ("light", "plain"): [":root, "],
    ("light", "care"): [":root, ", ':root[data-mode="care"]'],
    ("dark", "plain"): [":root, ", ":tone(dark) "],
    ("dark", "care"): [":root, ", ":tone(dark) ", ':tone(dark)[data-mode="care"]'],
    ("contrast", "plain"): [":root, ", ":tone(contrast) "],
    ("contrast", "care"): [":root, ", ":tone(contrast) ", ':tone(contrast)[data-mode="care"]'],
}
TEXT = [
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3") for ground in ("surface", "ground", "sunken", "hover")),
    *(("act-text", ground) for ground in ("surface", "ground", "act-soft", "act-mid", "hover")),
    ("ink", "act-soft"), ("ink", "act-mid"), ("ink-3", "act-soft"),
    ("act-ink", "act"), ("act-ink", "act-hover"),
    ("burn-ink", "burn"), ("burn-text", "surface"), ("burn-text", "burn-soft"), ("burn-text", "ground"),
    ("near-text", "surface"), ("near-text", "near-soft"), ("near-text", "ground"),
    ("panel-ink", "panel"), ("panel-ink-2", "panel"),
]  # fmt: skip
EDGES = [
    ("line-firm", "surface"), ("line-firm", "ground"), ("act", "surface"), ("burn", "surface"), ("near", "surface"),
    ("focus", "surface"), ("focus-on", "panel"), ("panel-line", "panel"),
]  # fmt: skip


def colours(tone: str, mode: str) -> dict[str, str]:
    """Roles of one tone and mode; later blocks override earlier ones, as the cascade does."""
    found: dict[str, str] = {}
    for start in SELECTORS[tone, mode]:
        block = re.search(rf"^\s*{re.escape(start)}[^{{]*{{(.*?)}}", TONES, re.DOTALL | re.MULTILINE)
        assert block, start
        found |= dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", block[1]))
    return found


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_formula_agrees_with_known_pairs():
    assert contrast("#000000", "#ffffff") == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize(("tone", "mode"), SELECTORS)
def test_text_on_its_ground_keeps_its_floor(tone, mode):
    roles, floor = colours(tone, mode), 7 if mode == "care" else 4.5
    low = {pair: round(contrast(*(roles[r] for r in pair)), 2) for pair in TEXT}
    assert {p: c for p, c in low.items() if c < floor} == {}


@pytest.mark.parametrize(("tone", "mode"), SELECTORS)
def test_edges_of_controls_and_marks_keep_three_to_one(tone, mode):
    roles = colours(tone, mode)
    low = {pair: round(contrast(*(roles[r] for r in pair)), 2) for pair in EDGES}
    assert {p: c for p, c in low.items() if c < 3} == {}


def test_every_tone_names_every_role():
    light = set(colours("light", "plain"))
    for tone in ("dark", "contrast"):
        block = re.search(rf"^\s*:tone\({tone}\) {{(.*?)}}", TONES, re.DOTALL | re.MULTILINE)
        assert set(re.findall(r"--([\w-]+):\s*#", block[1])) >= light


def test_colours_are_written_in_the_tokens_only():
    # White ground and black ink of paper, and the two inks on the white button of a dark panel, are what they are.
    allowed = {"print", "resident", "inbox"}
    for path in Path(bundle.HERE, "css").glob("*.css"):
        if path.stem not in {"tones", *allowed}:
            assert re.findall(r"#[0-9a-fA-F]{3,8}\b", path.read_text("utf-8")) == [], path.name
