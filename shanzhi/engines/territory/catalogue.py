"""The areas and boundaries that the product ships, as files; loading them is `import_areas` and `set_boundary`."""

import json
from pathlib import Path
from typing import Any

from shanzhi.engines.territory.rules.datum import Datum, convert, convert_geometry

_CATALOGUE = Path(__file__).resolve().parents[2] / "catalogue"


def shipped_areas() -> list[Path]:
    """The CSV files of areas, in the order of their names."""
    return sorted((_CATALOGUE / "areas").glob("*.csv"))


def boundary_of(code: str) -> tuple[dict[str, Any], tuple[float, float]]:
    """A shipped district's boundary (GeoJSON geometry) and seat (lon, lat), both converted to WGS-84.

    KeyError when none is shipped for the code.
    """
    path = _CATALOGUE / "boundaries" / f"{code[:6]}.geojson"
    if not path.is_file():
        raise KeyError(code)
    data = json.loads(path.read_text(encoding="utf-8"))
    feature, datum = data["features"][0], Datum(data["datum"])
    lon, lat = feature["properties"]["center"]
    return convert_geometry(feature["geometry"], source=datum), convert(lon, lat, source=datum)
