"""`./dev bench`: seed, measure, print, keep. `python -m bench --help` says how."""

import argparse
import sys
from collections.abc import Iterator
from typing import Any

from bench import place
from shanzhi.embedded.attach import CHECKOUT, data_dir

SIZES, QUICK = (200_000, 1_000_000), 20_000
PARTS = ("intake", "lifecycle", "imports", "pages")


def main(arguments: list[str] | None = None) -> int:
    """Measure at each size. 0 when every limit was held, 1 when one was missed."""
    asked = _parser().parse_args(arguments)
    if asked.areas:
        from bench import areas_import

        return areas_import.main([])
    sizes = asked.cases or ([QUICK] if asked.quick else list(SIZES))
    rounds = asked.rounds or (4 if asked.quick else 15)
    if len(sizes) > 1:  # a process each: settings name one database
        import subprocess

        extra = [word for part in asked.only or () for word in ("--only", part)]
        extra += ["--rounds", str(rounds), *(["--fresh"] if asked.fresh else [])]
        command = [sys.executable, "-m", "bench"]
        return max(
            subprocess.run([*command, "--cases", str(n), *extra], cwd=CHECKOUT, check=False).returncode for n in sizes
        )
    return run(sizes[0], rounds, asked.only or PARTS, fresh=asked.fresh)


def run(cases: int, rounds: int, parts: Any, *, fresh: bool = False) -> int:
    """Measure at one size, in this process."""
    server = place.server()
    server.start()
    try:
        place.ready(server, cases, fresh=fresh)
        import django

        django.setup()
        place.stand_still()
        from bench import table

        found = table.show(f"{cases:,} cases in 400 communities", _figures(parts, rounds))
        path = table.save(data_dir() / "bench", {cases: found})
        missed = [figure.name for figure in found if figure.met is False]
        sys.stdout.write(f"\n{len(missed)} of {len(found)} limits missed; {path}\n")
        return 1 if missed else 0
    finally:
        from django.db import connections

        connections.close_all()
        server.stop()


def _figures(parts: Any, rounds: int) -> Iterator[Any]:
    from importlib import import_module

    for part in PARTS:
        if part in parts:
            yield from import_module(f"bench.{part}").figures(rounds)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./dev bench", description="测量性能：登记、列表、总览、全过程、导入。")
    parser.add_argument(
        "--cases", type=int, action="append", help=f"工单数，可以写几次（默认 {SIZES[0]} 和 {SIZES[1]}）"
    )
    parser.add_argument("--quick", action="store_true", help=f"只用 {QUICK} 件，几分钟内看完")
    parser.add_argument("--rounds", type=int, help="每项测几轮（默认 15）")
    parser.add_argument("--only", choices=PARTS, action="append", help="只测这一部分，可以写几次")
    parser.add_argument("--fresh", action="store_true", help="重新造数据")
    parser.add_argument("--areas", action="store_true", help="只测全国区划的导入")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
