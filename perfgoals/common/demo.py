"""What the demo site shows beside its table; each app says what it adds, from the lower rooms upwards."""

from collections.abc import Callable

# username of the demo account → its person
Story = Callable[[dict[str, object]], None]
_stories: list[Story] = []


def add(story: Story) -> None:
    """Called when an app is ready. A story told before does nothing: a demo is set up at each start."""
    _stories.append(story)


def tell(people: dict[str, object]) -> None:
    for story in _stories:
        story(people)
