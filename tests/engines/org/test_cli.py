"""The operator makes the first three administrators, once."""

import pytest
from click.testing import CliRunner

from shanzhi.engines.org.cli import admins
from shanzhi.engines.org.public import Account, Seat

pytestmark = pytest.mark.django_db
THREE = ["create", "--system", "sun:孙伟", "--security", "qian:钱芳", "--audit", "li:李静"]


def test_three_people_get_three_seats_and_passwords_that_must_be_changed() -> None:
    done = CliRunner().invoke(admins, THREE)
    assert done.exit_code == 0, done.output
    seats = Seat.objects.order_by("post__role").values_list(
        "post__role", "account__username", "account__must_change_password"
    )
    assert list(seats) == [("audit_admin", "li", True), ("security_admin", "qian", True), ("system_admin", "sun", True)]
    password = done.output.splitlines()[1].split("\t")[3]
    assert Account.objects.get(username="sun").check_password(password)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([*THREE[:-1], "sun:孙伟"], "三个人担任"),
        ([*THREE[:-1], "li"], "用户名:姓名"),
        (THREE[:-2], "audit"),
    ],
)
def test_a_wrong_call_makes_nobody(arguments: list[str], says: str) -> None:
    done = CliRunner().invoke(admins, arguments)
    assert done.exit_code != 0
    assert says in done.output
    assert not Account.objects.exists()


def test_a_second_time_is_refused() -> None:
    CliRunner().invoke(admins, THREE)
    again = CliRunner().invoke(admins, ["create", "--system", "a1:甲", "--security", "b1:乙", "--audit", "c1:丙"])
    assert again.exit_code != 0
    assert "已经有管理员" in again.output
    assert Account.objects.count() == 3
