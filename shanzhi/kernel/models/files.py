"""Uploaded files: what is known of each, and under which random name its bytes lie."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from shanzhi.kernel.personal import Personal


class FileKind(models.TextChoices):
    """What the content is, whatever the name said."""

    IMAGE = "image", "图片"
    PDF = "pdf", "PDF"
    VIDEO = "video", "视频"


class StoredFile(models.Model):
    """An accepted upload (附件). `sha256`, `size` and `mime` describe the stored bytes, after re-encoding.

    `path` and `thumbnail_path` are relative to MEDIA_ROOT and random: a name never comes from a user.
    `keep_until` null means as long as the thing it belongs to.
    """

    sha256 = models.BinaryField(max_length=32)
    kind = models.CharField(max_length=8, choices=FileKind.choices)
    mime = models.CharField(max_length=40)
    size = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    original_name = models.CharField(max_length=120)
    path = models.CharField(max_length=80, unique=True)
    thumbnail_path = models.CharField(max_length=80, blank=True, default="")
    account_id = models.BigIntegerField(null=True, db_index=True)
    session_key = models.CharField(max_length=40, blank=True, default="")
    purpose = models.CharField(max_length=40, blank=True, default="")
    created_at = models.DateTimeField()
    keep_until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(size__gt=0), name="storedfile_not_empty"),
            models.CheckConstraint(condition=Q(kind__in=FileKind.values), name="storedfile_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind=FileKind.IMAGE) | Q(width__gt=0, height__gt=0), name="storedfile_image_has_sides"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["keep_until"], condition=Q(keep_until__isnull=False), name="storedfile_keep_until"),
        ]

    class PersonalData:
        fields: ClassVar = {
            "original_name": Personal.SPEECH,
            "account_id": Personal.BEHAVIOUR,
            "session_key": Personal.CREDENTIAL,
        }
        none: ClassVar = {
            "id", "sha256", "kind", "mime", "size", "width", "height", "path", "thumbnail_path", "purpose",
            "created_at", "keep_until",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.original_name
