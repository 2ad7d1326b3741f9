"""Encryption of single values, and keyed hashes that let equality be searched.

A ciphertext is `version | key id | nonce (12) | text and tag`. Version 1 is AES-256-GCM, 2 is SM4-GCM (GB/T 32907);
each stays readable whatever the setting says today. The associated data names model and field, so a ciphertext
copied into another column does not open. Random 96-bit nonces: replace a key before 2^32 encryptions.
"""

import base64
import hmac
import os
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hmac import HMAC
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

NONCE = 12
TAG = 16
INDEX_BYTES = 16
_VERSIONS = {"aes": 1, "sm4": 2}


class Unreadable(Exception):
    """A ciphertext whose key is gone, or that was altered or moved. An operator's matter, never shown to users."""


class _Box(Protocol):
    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes, /) -> bytes: ...
    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes, /) -> bytes: ...


class _Sm4:
    """SM4-GCM with the interface of AESGCM. Its 128-bit key is derived from the ring's 256 bits."""

    def __init__(self, key: bytes) -> None:
        self._algorithm = algorithms.SM4(hmac.digest(key, b"shanzhi sm4-gcm", "sha256")[:16])

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes, /) -> bytes:
        work = Cipher(self._algorithm, modes.GCM(nonce)).encryptor()
        work.authenticate_additional_data(associated_data)
        return work.update(data) + work.finalize() + work.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes, /) -> bytes:
        work = Cipher(self._algorithm, modes.GCM(nonce, data[-TAG:])).decryptor()
        work.authenticate_additional_data(associated_data)
        return work.update(data[:-TAG]) + work.finalize()


class KeyRing:
    """Keys by id, newest first: the first encrypts, all of them decrypt."""

    def __init__(self, lines: Sequence[str], cipher: str) -> None:
        if not lines or cipher not in _VERSIONS:
            raise ImproperlyConfigured("SHANZHI_KEYS needs at least one key; SHANZHI_CIPHER is aes or sm4")
        keys = dict(_key(line) for line in lines)
        if len(keys) != len(lines):
            raise ImproperlyConfigured("SHANZHI_KEYS names a key id twice")
        self._boxes: dict[bytes, _Box] = {}
        for number, key in keys.items():
            self._boxes[bytes((1, number))] = AESGCM(key)
            self._boxes[bytes((2, number))] = _Sm4(key)
        self._head = bytes((_VERSIONS[cipher], next(iter(keys))))
        self._box = self._boxes[self._head]

    def encrypt(self, text: str, context: str) -> bytes:
        """`text` sealed for `context` ("app.Model.field")."""
        nonce = os.urandom(NONCE)
        return self._head + nonce + self._box.encrypt(nonce, text.encode(), context.encode())

    def encrypt_many(self, texts: Iterable[str], context: str) -> list[bytes]:
        """Many values for one column: what an import calls, once a batch."""
        plain, about, head, box = list(texts), context.encode(), self._head, self._box
        noise = os.urandom(NONCE * len(plain))
        nonces = (noise[at : at + NONCE] for at in range(0, len(noise), NONCE))
        return [
            head + nonce + box.encrypt(nonce, text.encode(), about) for nonce, text in zip(nonces, plain, strict=True)
        ]

    def decrypt(self, sealed: bytes, context: str) -> str:
        """The text. Raises Unreadable."""
        box = self._boxes.get(sealed[:2])
        if box is None:
            raise Unreadable(f"{context}: no key for version and id {sealed[:2].hex()}")
        try:
            return box.decrypt(sealed[2 : 2 + NONCE], sealed[2 + NONCE :], context.encode()).decode()
        except (InvalidTag, ValueError) as problem:
            raise Unreadable(f"{context}: altered, or written for another column") from problem

    def is_current(self, sealed: bytes) -> bool:
        """Whether the newest key and the chosen cipher wrote it; what a rotation looks for."""
        return sealed[:2] == self._head


def ring() -> KeyRing:
    """The key ring of the settings."""
    return _ring(tuple(settings.SHANZHI_KEYS), settings.SHANZHI_CIPHER)


def blind_index(text: str, *, purpose: str = "text") -> bytes:
    """16 bytes that are equal exactly when `text` and `purpose` are; HMAC under a key outside the database.

    SHA-256, or SM3 (GB/T 32905) with SHANZHI_INDEX_HASH="sm3"; the choice is made once for an installation.
    """
    key = settings.SHANZHI_INDEX_KEY.encode()
    message = f"{purpose}\0{text}".encode()
    if getattr(settings, "SHANZHI_INDEX_HASH", "sha256") == "sha256":
        return hmac.digest(key, message, "sha256")[:INDEX_BYTES]
    work = HMAC(key, hashes.SM3())
    work.update(message)
    return work.finalize()[:INDEX_BYTES]


def normal_phone(text: str) -> str:
    """A telephone number as digits only: full width folded, spaces and dashes dropped, +86 and 0086 taken off."""
    folded = unicodedata.normalize("NFKC", text).strip()
    digits = re.sub(r"[^0-9]", "", folded)
    if folded.startswith("+86") or (digits.startswith("86") and len(digits) == 13):
        return digits[2:]
    return digits.removeprefix("0086")


def phone_index(text: str) -> bytes:
    """The blind index of a telephone number, however it was typed."""
    return blind_index(normal_phone(text), purpose="phone")


@lru_cache(maxsize=8)
def _ring(lines: tuple[str, ...], cipher: str) -> KeyRing:
    return KeyRing(lines, cipher)


def _key(line: str) -> tuple[int, bytes]:
    """One line `id:base64` as number and 32 bytes. The words never repeat the key."""
    name, _, body = line.partition(":")
    try:
        number, key = int(name), base64.b64decode(body, validate=True)
    except ValueError:
        number, key = 0, b""
    if not 1 <= number <= 255 or len(key) != 32:
        raise ImproperlyConfigured("Each key of SHANZHI_KEYS is id:base64, id 1 to 255, 32 bytes")
    return number, key
