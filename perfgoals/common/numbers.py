"""Numbers that arrive as text in an address or a form of our own."""

DATABASE_DIGITS = 18  # below the largest integer that both databases store


def posted_number(text: str) -> int | None:
    """A key or revision as our pages send it: plain digits that a database can hold; else None."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= DATABASE_DIGITS else None
