"""Short secrets that the database keeps but, alone, can't give away."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.crypto import salted_hmac

_PURPOSE = "perfgoals.sealing"


class NotSealedHere(Exception):
    """Not by this site's key, for another purpose, altered, or too old."""


def seal(text: str, *, purpose: str) -> str:
    """The text as something that only this site can read, and only for the same purpose."""
    return _box(purpose).encrypt(text.encode()).decode()


def unseal(token: str, *, purpose: str, max_age: int | None = None) -> str:
    """The text that was sealed, at most `max_age` seconds ago; raises NotSealedHere."""
    try:
        return _box(purpose).decrypt(token.encode(), ttl=max_age).decode()
    except (InvalidToken, UnicodeEncodeError) as error:
        raise NotSealedHere from error


def digest(text: str, *, purpose: str) -> str:
    """64 hexadecimal digits by which a text is known again, of no use without the site's key."""
    return salted_hmac(f"{_PURPOSE}.{purpose}", text, algorithm="sha256").hexdigest()


def _box(purpose: str) -> Fernet:
    key = hashlib.sha256(f"{_PURPOSE}.{purpose}.{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
