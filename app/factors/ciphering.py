"""Keeping a secret so that the database alone does not give it away: encrypted with a key derived from the installation's.

The first key encrypts; the former ones still decrypt. A secret is encrypted anew when its code is next used, or by
`openward people rekey`; after that a former key may go.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.errors import Unavailable

PURPOSE = b"openward second factor"


class Cipher:
    def __init__(self, key: str, former: Iterable[str] = ()) -> None:
        self._present = _fernet(key)
        self._all = MultiFernet([self._present, *(_fernet(one) for one in former)])

    def encrypt(self, text: str) -> str:
        return self._present.encrypt(text.encode()).decode()

    def decrypt(self, kept: str) -> str:
        """Raises `Unavailable` where none of the keys fits."""
        try:
            return self._all.decrypt(kept.encode()).decode()
        except InvalidToken:
            raise Unavailable("Your app cannot be checked just now. Use a recovery code, or ask an administrator.") from None

    def renew(self, kept: str) -> str:
        """The same secret under the present key."""
        try:
            self._present.decrypt(kept.encode())
        except InvalidToken:
            return self.encrypt(self.decrypt(kept))
        return kept


def _fernet(key: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
