"""Settings that are numbers: typed wrong, they are named before anything starts."""

import os

from django.core.exceptions import ImproperlyConfigured


def whole_number(name: str, default: int, *, least: int = 0) -> int:
    """The number in the environment's variable `name`; `default` where it is not given or empty.

    Raises ImproperlyConfigured with a sentence for the administrator.
    """
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit()) or int(text) < least:
        raise ImproperlyConfigured(
            f"环境变量 {name} 写的是“{text}”，应是不小于 {least} 的整数；不设置则为 {default}。"
        )
    return int(text)
