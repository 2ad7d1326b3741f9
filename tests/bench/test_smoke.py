"""The benchmark runs from seeding to table at a tiny size. How fast anything is, is not judged here."""

from collections.abc import Iterator

import pytest

from shanzhi.embedded import Cell

CASES = 400


@pytest.fixture
def seeded(transactional_db: None, cell: Cell, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    from bench import cast, place, seed
    from shanzhi.kernel import clock, policy

    monkeypatch.setenv("SHANZHI_DATABASE_URL", cell.app_url)
    monkeypatch.setenv("SHANZHI_OWNER_DATABASE_URL", cell.owner_url)
    monkeypatch.setenv("SHANZHI_AS_OWNER", "1")
    monkeypatch.setattr(cast, "RESIDENTS", 40)
    monkeypatch.setattr(cast, "SCOPES", cast.SCOPES[:1])
    monkeypatch.setattr(clock, "now", lambda: place.NOW)
    assert seed.main([str(CASES)]) == 0
    yield
    policy.invalidate()


def test_the_benchmark_seeds_a_cell_and_fills_its_table(
    seeded: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: object
) -> None:
    from bench import imports, intake, lifecycle, pages, table
    from shanzhi.engines.casework.public import Case, Tally

    assert Case.objects.count() == CASES
    intakes = sum(Tally.objects.filter(category_code="").values_list("intake", flat=True))
    assert intakes == CASES
    for part in (intake, lifecycle):
        monkeypatch.setattr(part, "together", lambda *_: ([0.1], 10.0))
    monkeypatch.setattr(intake, "BATCH", 2)
    monkeypatch.setattr(imports, "BATCH", 20)
    parts = [intake.figures(1), lifecycle.figures(1), imports.figures(1), pages.figures(1)]
    found = table.show("smoke", (figure for part in parts for figure in part))
    shown = capsys.readouterr().out
    assert all(figure.name in shown for figure in found)
    assert {figure.group for figure in found} == {"intake", "lifecycle", "imports", "pages", "reads"}
    path = table.save(tmp_path, {CASES: found})  # type: ignore[arg-type]
    assert path.read_text(encoding="utf-8").count('"name"') == len(found)


def test_what_is_seeded_hangs_together(seeded: None) -> None:
    from shanzhi.engines.casework.public import Case, Clock
    from shanzhi.kernel.models import Act

    for case in Case.objects.order_by("id").prefetch_related("clocks")[:60]:
        clocks = {clock.code: clock for clock in case.clocks.all()}
        running = [c.due_at for c in clocks.values() if c.stopped_at is None and c.code != "rate"]
        assert (case.closed_at is None) == (case.step not in {"closed", "declined", "withdrawn"})
        assert case.closed_at is None or not running
        assert case.burns_at == (min(running) if running else None)
        last = Act.objects.filter(object_type="casework.case", object_id=case.pk).order_by("-at", "-id")[0]
        assert last.payload["to"] == case.step
    assert Clock.objects.filter(due_at__isnull=True).count() == 0
