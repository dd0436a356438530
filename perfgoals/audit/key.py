"""The key that seals the audit chain, outside the database: having only that, nobody can forge a row."""

import hashlib
import hmac

from django.conf import settings


def sealed_hash(text: str) -> str:
    """HMAC-SHA256 of `text` with the audit key, as 64 hexadecimal digits."""
    return hmac.new(settings.AUDIT_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()
