"""`./dev api-schema`: write the OpenAPI description of /api/v1 to docs/api/openapi.json."""

import json
import os
import sys
from importlib import import_module
from pathlib import Path

from tools.dev import ROOT

FILE = ROOT / "docs" / "api" / "openapi.json"
MODULE = "shanzhi.portals.api.api"


def current() -> str | None:
    """The description of the API as the code has it; None while there is no API."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shanzhi.settings")
    if not (ROOT / Path(*MODULE.split("."))).with_suffix(".py").exists():
        return None
    django.setup()
    from ninja.responses import NinjaJSONEncoder

    schema = import_module(MODULE).api.get_openapi_schema()
    return json.dumps(schema, cls=NinjaJSONEncoder, sort_keys=True, indent=2, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> int:
    """Write the file; with `--check` only compare."""
    schema = current()
    if schema is None:
        sys.stderr.write("接口还没有做好\n")
        return 1
    if "--check" in arguments:
        same = FILE.exists() and FILE.read_text() == schema
        sys.stdout.write("" if same else "docs/api/openapi.json is out of step: run ./dev api-schema\n")
        return 0 if same else 1
    FILE.write_text(schema)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
