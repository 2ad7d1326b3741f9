"""Values at rest: who can read them, and what a database thief sees."""

import base64
from typing import Any

import pytest
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import connection, models
from django.db.models import QuerySet
from hypothesis import given
from hypothesis import strategies as st

from shanzhi.kernel.crypto import KeyRing, Unreadable, blind_index, normal_phone, phone_index
from shanzhi.kernel.fields import EncryptedTextField

OLD = "1:" + base64.b64encode(b"a" * 32).decode()
NEW = "2:" + base64.b64encode(b"b" * 32).decode()
WHERE = "casework.Case.reporter_phone"


@pytest.mark.parametrize("cipher", ["aes", "sm4"])
@given(text=st.text())
def test_what_goes_in_comes_out_and_is_never_the_same_twice(cipher: str, text: str) -> None:
    ring = KeyRing([OLD], cipher)
    one, two = ring.encrypt(text, WHERE), ring.encrypt(text, WHERE)
    assert one != two
    assert ring.decrypt(one, WHERE) == text
    assert ring.encrypt_many([text, "另一个"], WHERE)[0] != one
    assert [ring.decrypt(sealed, WHERE) for sealed in ring.encrypt_many([text, "另一个"], WHERE)] == [text, "另一个"]


def test_a_ciphertext_does_not_contain_its_text() -> None:
    assert b"13871234567" not in KeyRing([OLD], "aes").encrypt("13871234567", WHERE)


@pytest.mark.parametrize("cipher", ["aes", "sm4"])
def test_a_moved_or_altered_ciphertext_does_not_open(cipher: str) -> None:
    ring = KeyRing([OLD], cipher)
    sealed = ring.encrypt("13871234567", WHERE)
    for spoilt, place in [
        (sealed, "org.Account.phone"),
        (sealed[:-1] + bytes([sealed[-1] ^ 1]), WHERE),
        (sealed[:10], WHERE),
        (b"\x09\x09" + sealed[2:], WHERE),
    ]:
        with pytest.raises(Unreadable):
            ring.decrypt(spoilt, place)


def test_after_a_rotation_the_old_key_still_reads_and_the_new_one_writes() -> None:
    before = KeyRing([OLD], "aes").encrypt("王秀英", WHERE)
    ring = KeyRing([NEW, OLD], "sm4")
    after = ring.encrypt("王秀英", WHERE)
    assert ring.decrypt(before, WHERE) == ring.decrypt(after, WHERE) == "王秀英"
    assert (ring.is_current(before), ring.is_current(after)) == (False, True)
    with pytest.raises(Unreadable, match="no key"):
        KeyRing([NEW], "aes").decrypt(before, WHERE)


@pytest.mark.parametrize("lines", [[], ["x"], ["0:" + OLD[2:]], ["1:c2hvcnQ="], [OLD, OLD], ["1:not base64"]])
def test_a_muddled_key_ring_is_refused_without_repeating_the_key(lines: list[str]) -> None:
    with pytest.raises(ImproperlyConfigured) as problem:
        KeyRing(lines, "aes")
    assert "YWFh" not in str(problem.value)


def test_a_blind_index_depends_on_text_purpose_key_and_hash(settings: Any) -> None:
    settings.SHANZHI_INDEX_KEY, settings.SHANZHI_INDEX_HASH = "one", "sha256"
    seen = {blind_index("13871234567", purpose="phone"), blind_index("13871234567", purpose="name")}
    seen |= {blind_index("13871234568", purpose="phone")}
    settings.SHANZHI_INDEX_HASH = "sm3"
    seen |= {blind_index("13871234567", purpose="phone")}
    settings.SHANZHI_INDEX_KEY = "two"
    seen |= {blind_index("13871234567", purpose="phone")}
    assert {len(index) for index in seen} == {16}
    assert len(seen) == 5


@pytest.mark.parametrize(
    "typed",
    [
        "13871234567",
        " 138 7123 4567",
        "+86 138-7123-4567",
        "0086-13871234567",
        "8613871234567",
        "１３８７１２３４５６７",
    ],
)
def test_a_mobile_number_has_one_index_however_it_is_typed(typed: str) -> None:
    assert normal_phone(typed) == "13871234567"
    assert phone_index(typed) == phone_index("13871234567")


def test_a_landline_keeps_its_area_code() -> None:
    assert normal_phone("(0715) 832-1234") == "07158321234"


class Secretive(models.Model):
    """A model for these tests only, never migrated."""

    phone = EncryptedTextField(null=True)
    copy = EncryptedTextField(context="test.Secretive.phone")

    class Meta:
        app_label = "test_crypto"
        managed = False


def test_the_field_writes_bytes_and_reads_text() -> None:
    field: Any = Secretive._meta.get_field("phone")
    sealed = field.get_db_prep_value("13871234567", connection)
    assert isinstance(sealed, bytes)
    assert field.from_db_value(sealed, None, connection) == "13871234567"
    assert field.get_db_prep_value(sealed, connection) == sealed
    assert field.get_db_prep_value("", connection) == b""
    assert field.from_db_value(b"", None, connection) == ""
    assert field.from_db_value(None, None, connection) is None
    assert field.db_type(connection) == "bytea"


def test_an_encrypted_field_binds_its_place_or_the_one_given() -> None:
    phone, copy = Secretive._meta.get_field("phone"), Secretive._meta.get_field("copy")
    assert phone.context == "test_crypto.Secretive.phone"
    assert copy.deconstruct()[3]["context"] == "test.Secretive.phone"
    assert "context" not in phone.deconstruct()[3]


def test_an_encrypted_field_cannot_be_searched() -> None:
    with pytest.raises(FieldError, match="blind index"):
        QuerySet(Secretive).filter(phone="13871234567")
    assert "IS NULL" in str(QuerySet(Secretive).filter(phone__isnull=True).query)
