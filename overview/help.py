"""帮助 by role: what fixtures/help.toml holds, and finding a word in it."""

import tomllib
from dataclasses import dataclass
from functools import cache

from django.conf import settings

from perfgoals.common.folding import fold

HELP_FILE = settings.BASE_DIR / "fixtures" / "help.toml"
PICTURES = settings.BASE_DIR / "static" / "img" / "help"


@dataclass(frozen=True)
class Topic:
    """A few steps, with a picture taken from the running program where one helps."""

    number: int
    title: str
    steps: tuple[str, ...]
    picture: str = ""

    def says(self, word: str) -> bool:
        return any(word in fold(text) for text in (self.title, *self.steps))


@dataclass(frozen=True)
class Guide:
    """The pages of one kind of work."""

    key: str
    title: str
    intro: str
    topics: tuple[Topic, ...]


@cache
def guides() -> tuple[Guide, ...]:
    """All guides in the order of the file."""
    content = tomllib.loads(HELP_FILE.read_text("utf-8"))
    return tuple(
        Guide(
            guide["key"], guide["title"], guide["intro"],
            tuple(
                Topic(n, topic["title"], tuple(topic["steps"]), topic.get("picture", ""))
                for n, topic in enumerate(guide["topic"], start=1)
            ),
        )
        for guide in content["guide"]
    )  # fmt: skip


def guide_named(key: str) -> Guide | None:
    return next((guide for guide in guides() if guide.key == key), None)


def search_guides(text: str) -> list[tuple[Guide, Topic]]:
    """Topics that say every word of the text, whatever its width and case."""
    words = [fold(word) for word in text.split() if fold(word)]
    if not words:
        return []
    found = [(guide, topic) for guide in guides() for topic in guide.topics]
    return [(guide, topic) for guide, topic in found if all(topic.says(word) for word in words)]
