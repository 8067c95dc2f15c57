"""Values encrypted at rest, and the keyed index by which they can still be looked up (DESIGN.md 8)."""

import base64
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.keys import load_key

_MARK = "enc1:"
_NONCE_BYTES = 12


def seal_text(plain: str) -> str:
    """The text under AES-256-GCM with the key `fields`; two sealings of one text differ."""
    nonce = os.urandom(_NONCE_BYTES)
    sealed = AESGCM(load_key("fields")).encrypt(nonce, plain.encode(), None)
    return _MARK + base64.urlsafe_b64encode(nonce + sealed).decode()


def open_text(stored: str) -> str:
    """The text that `seal_text` sealed. Raises MutongError `sealed_with_other_key`."""
    raw = base64.urlsafe_b64decode(stored.removeprefix(_MARK))
    try:
        return AESGCM(load_key("fields")).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], None).decode()
    except InvalidTag as error:
        raise MutongError(
            "sealed_with_other_key",
            Words(
                "这个值是用另一把密钥加密的；请从备份恢复 var/keys/fields.key。",
                "This value was encrypted with another key; restore var/keys/fields.key from the backup.",
            ),
        ) from error


def index_of(plain: str | None) -> str | None:
    """The keyed look-up value of a secret text: equal texts give equal values, and nothing can be read back."""
    if plain is None:
        return None
    tidy = plain.strip().upper().replace(" ", "").replace("-", "")
    return hmac.new(load_key("index"), tidy.encode(), hashlib.sha256).hexdigest()[:40]


class SealedField(models.TextField):
    """Text that is plain in Python and sealed in the database; find rows by the index column beside it."""

    def get_db_prep_save(self, value: str | None, connection: object) -> str | None:
        """What is stored."""
        return None if value is None else seal_text(str(value))

    def from_db_value(self, value: str | None, expression: object, connection: object) -> str | None:
        """What Python sees."""
        return None if value is None else open_text(value)
