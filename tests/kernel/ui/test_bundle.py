"""Bundled files are what their sources make, small, and ask nobody else for anything."""

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest

from shanzhi.kernel.ui import bundle

VENDOR = bundle.STATIC.parent / "vendor"
LIMIT = {"resident.css": 12_000, "desk.css": 12_000, "centre.css": 12_000, "resident.js": 6_000, "desk.js": 6_000}


@pytest.mark.parametrize("path", list(bundle.outputs()), ids=lambda p: p.name)
def test_a_committed_bundle_is_what_its_sources_make(path):
    assert path.read_text("utf-8") == bundle.outputs()[path], "run python -m shanzhi.kernel.ui.bundle"


@pytest.mark.parametrize("name", LIMIT)
def test_a_bundle_stays_small_on_the_wire(name):
    assert len(gzip.compress((bundle.STATIC / name).read_bytes(), 9)) <= LIMIT[name]


def test_a_tone_is_written_for_the_choice_and_for_the_preference():
    css = bundle.expand_tones(':tone(dark)[data-mode="care"] { --ink: #fff; }')
    assert '[data-tone="dark"][data-mode="care"] { --ink: #fff; }' in css
    assert '@media (prefers-color-scheme: dark) { :root:not([data-tone])[data-mode="care"] { --ink: #fff; } }' in css


def test_no_style_or_script_asks_another_host():
    for path in bundle.outputs():
        assert re.findall(r"https?://(?!www\.w3\.org)|url\(|@import", path.read_text("utf-8")) == [], path.name


def test_sources_stay_short():
    long = {p.name for p in bundle.HERE.glob("css/*.css") if p.read_text("utf-8").count("\n") > 120}
    long |= {p.name for p in bundle.HERE.glob("js/*.js") if p.read_text("utf-8").count("\n") > 60}
    assert long == set()


@pytest.mark.parametrize("package", json.loads((VENDOR / "MANIFEST.json").read_text("utf-8")), ids=lambda p: p["name"])
def test_a_vendored_package_is_the_one_in_the_manifest(package):
    assert package["version"]
    assert package["licence"] in {"0BSD", "BSD-2-Clause", "MIT", "Apache-2.0"}
    found = {name: hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() for name in package["files"]}
    assert found == package["files"]


def test_no_vendored_file_is_missing_from_the_manifest():
    listed = {n for p in json.loads((VENDOR / "MANIFEST.json").read_text("utf-8")) for n in p["files"]}
    on_disk = {str(p.relative_to(VENDOR)) for p in VENDOR.rglob("*") if p.is_file() and p.name != "MANIFEST.json"}
    assert on_disk == listed


def test_templates_of_the_kernel_have_no_inline_style_or_script():
    for path in Path(bundle.HERE.parent, "templates").rglob("*.html"):
        text = path.read_text("utf-8")
        assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)|javascript:", text), path
