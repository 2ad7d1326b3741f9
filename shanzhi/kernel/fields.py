"""Model fields of the kernel."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from shanzhi.kernel.crypto import blind_index, normal_phone, phone_index, ring

__all__ = ["EncryptedTextField", "blind_index", "normal_phone", "phone_index"]


if TYPE_CHECKING:
    _Text = models.TextField[Any, Any]
else:
    _Text = models.TextField


class EncryptedTextField(_Text):
    """Text that the database holds as ciphertext (bytea). The empty string stays empty.

    It cannot be searched or compared except for null: keep a blind index beside it. `context` is bound into the
    ciphertext; by default "app.Model.field". A table that copies ciphertext (history) gives the origin's context.
    """

    def __init__(self, *args: Any, context: str = "", **kwargs: Any) -> None:
        self._given_context = context
        self.context = context
        super().__init__(*args, **kwargs)

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:  # noqa: FBT001, FBT002
        """The context names the column, unless one was given."""
        super().contribute_to_class(cls, name, private_only)
        self.context = self._given_context or f"{cls._meta.app_label}.{cls.__name__}.{name}"

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """With a given context, so that a migration keeps it."""
        name, path, args, kwargs = super().deconstruct()
        if self._given_context:
            kwargs["context"] = self._given_context
        return name, path, list(args), kwargs

    def get_internal_type(self) -> str:
        """Ciphertext is bytes."""
        return "BinaryField"

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002, ARG002
        """Ciphertext of a text; bytes are taken for ciphertext already (bulk imports encrypt in batches)."""
        if value is None or isinstance(value, bytes):
            return value
        return ring().encrypt(str(value), self.context) if value else b""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | None:  # noqa: ARG002
        """The text of a ciphertext."""
        if value is None:
            return None
        sealed = bytes(value)
        return ring().decrypt(sealed, self.context) if sealed else ""

    def get_prep_value(self, value: Any) -> Any:
        """Text, or ciphertext made before."""
        return value if value is None or isinstance(value, bytes) else str(value)

    def get_lookup(self, lookup_name: str) -> Any:
        """Only `isnull`: ciphertext of equal texts differs."""
        if lookup_name != "isnull":
            raise FieldError(f"{self.context} is encrypted: compare its blind index instead")
        return super().get_lookup(lookup_name)
