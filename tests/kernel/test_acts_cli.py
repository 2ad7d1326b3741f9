"""The operator asks whether the record is whole."""

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, connection, transaction

from shanzhi.embedded import Cell
from shanzhi.kernel import acts
from shanzhi.kernel.acts_cli import acts as command
from tests.factories import MORNING, make_case

pytestmark = pytest.mark.django_db


def test_a_whole_record_tells_its_newest_seal_and_knows_it_again() -> None:
    make_case()
    acts.seal_pending(at=MORNING)
    done = CliRunner().invoke(command, ["verify"])
    assert done.exit_code == 0
    number, fingerprint = acts.newest_seal() or (0, "")
    assert f"{number}:{fingerprint[:16]}" in done.output
    assert CliRunner().invoke(command, ["verify", "--expect", f"{number}:{fingerprint[:16]}"]).exit_code == 0


@pytest.mark.parametrize("expect", ["{next}:{print}", "{number}:0000000000000000", "{number}:", "x"])
def test_a_record_that_was_cut_short_or_exchanged_is_a_break(expect: str) -> None:
    make_case()
    acts.seal_pending(at=MORNING)
    number, fingerprint = acts.newest_seal() or (0, "")
    asked = expect.format(number=number, next=number + 1, print=fingerprint)
    done = CliRunner().invoke(command, ["verify", "--expect", asked])
    assert done.exit_code == 1
    assert "不在了" in done.output


@pytest.mark.django_db(transaction=True)
def test_not_even_the_owner_empties_the_record_in_passing(cell: Cell) -> None:
    import psycopg

    make_case()
    acts.seal_pending(at=MORNING)
    for table in ("kernel_act", "kernel_seal"):
        with psycopg.connect(cell.owner_url) as owner, pytest.raises(psycopg.Error, match="Cannot truncate"):
            owner.execute(
                f"TRUNCATE {connection.settings_dict['OPTIONS']['options'].split('search_path=')[1].split(',')[0]}.{table}"
            )
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE kernel_act")


@pytest.mark.django_db(transaction=True)
def test_an_emptied_record_is_not_called_whole(cell: Cell) -> None:
    import psycopg

    make_case()
    acts.seal_pending(at=MORNING)
    with psycopg.connect(cell.owner_url) as owner:
        owner.execute("SET search_path = shanzhi")
        for table in ("kernel_act", "kernel_seal"):
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        owner.execute("TRUNCATE kernel_act, kernel_seal")
    done = CliRunner().invoke(command, ["verify"])
    assert done.exit_code == 1
    assert "被清空过" in done.output
