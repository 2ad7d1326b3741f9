"""Every column of every model says what kind of personal data it holds."""

from typing import ClassVar

from django.apps import apps
from django.db import models

from shanzhi.kernel.personal import Personal, complaints, declared, sweep


class Declared(models.Model):
    """Complete."""

    phone = models.CharField(max_length=20)
    count = models.IntegerField()

    class Meta:
        app_label = "test_personal"

    class PersonalData:
        fields: ClassVar = {"phone": Personal.CONTACT}
        none: ClassVar = {"id", "count"}


class Muddled(models.Model):
    """One fault of each sort."""

    phone = models.CharField(max_length=20)
    name = models.CharField(max_length=20)
    both = models.CharField(max_length=20)

    class Meta:
        app_label = "test_personal"

    class PersonalData:
        fields: ClassVar = {"both": Personal.NAME, "gone": Personal.NAME, "name": Personal.NONE}
        none: ClassVar = {"id", "both"}


class Silent(models.Model):
    """Says nothing."""

    class Meta:
        app_label = "test_personal"


def test_every_column_of_the_project_has_a_personal_data_class() -> None:
    ours = [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("shanzhi.")]
    assert len(ours) > 5
    assert not sweep(ours)


def test_a_complete_declaration_has_no_complaints() -> None:
    assert not list(complaints(Declared))
    assert declared(Declared) == {"phone": Personal.CONTACT, "id": Personal.NONE, "count": Personal.NONE}


def test_each_fault_is_named() -> None:
    assert list(complaints(Silent)) == ["test_personal.Silent has no inner class PersonalData"]
    found = "\n".join(complaints(Muddled))
    assert "Muddled.phone has no personal-data class" in found
    assert "names gone, which is no column" in found
    assert "Muddled.both is in fields and in none" in found
    assert "Muddled.name is classed" in found
