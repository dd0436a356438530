"""The suite. A property that holds may take its time: a loaded machine must not fail it."""

from hypothesis import settings

settings.register_profile("house", deadline=None)
settings.load_profile("house")
