"""How units and codes are written, as the official table prints them."""


def unit_label(code: str, name: str) -> str:
    """130001-中共韶关市曲江区委组织部."""
    return f"{code}-{name}"


def code_label(code: str, name: str) -> str:
    """Of funds and subjects: 1111预算安排拨款, 2013299其他组织事务支出."""
    return f"{code}{name}"
