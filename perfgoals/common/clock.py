"""Whether the machine's clock was just set: by hand, by a time server, or because the machine slept."""

import time

LEAP_SECONDS = 5


class Clock:
    """Compares the time of day with a clock that nobody can set; each process has one from its start."""

    def __init__(self) -> None:
        self._apart = self._difference()
        self._set_at = float("-inf")

    def was_set_within(self, seconds: float) -> bool:
        """Whether it was found set (now, or by an earlier call) less than so many seconds ago."""
        if abs(self._difference() - self._apart) > LEAP_SECONDS:
            self._apart, self._set_at = self._difference(), time.monotonic()
        return time.monotonic() - self._set_at < seconds

    @staticmethod
    def _difference() -> float:
        return time.time() - time.monotonic()


clock = Clock()
