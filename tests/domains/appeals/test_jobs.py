"""What people decide is learned from, and used at once."""

from pathlib import Path

import pytest

from shanzhi.domains.appeals import advice, jobs
from shanzhi.engines.casework.public import Case
from tests.factories import MORNING, make_case

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SHANZHI_DATA_DIR", str(tmp_path))


def test_too_few_decisions_leave_the_catalogue_to_suggest() -> None:
    make_case("accepted")
    assert jobs.learn_now() == 0
    assert not advice.model_path().exists()


def test_decisions_change_the_next_suggestion_and_sealed_ones_are_not_learned_from(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(jobs, "LEAST", 20)
    for number in range(24):
        case = make_case("accepted", body=f"紫藤架下的孔明灯{number}又挂歪了")
        Case.objects.filter(pk=case.pk).update(category_code="2004")
    make_case("accepted", nature="report", is_sealed=True, body="绝密口令蓝鲸")
    assert jobs.learn_now() == 24
    known = advice.Model.load(advice.model_path()).vocabulary.columns.values()
    assert any("紫藤" in term for terms in known for term in terms)
    assert not any("蓝鲸" in term for terms in known for term in terms)
    found = advice.advise(make_case(body="紫藤架下的孔明灯挂歪了"), MORNING)
    assert found.category == "2004"


def test_a_broken_model_is_left_aside() -> None:
    advice.model_path().parent.mkdir(parents=True)
    advice.model_path().write_bytes(b"not a model")
    assert advice.advise(make_case(body="楼道声控灯坏了好几层"), MORNING).category
