"""The plots of 统计 as shapes of an SVG drawing; a template draws them, style sheets colour them.

Only attributes place things: the site's policy allows no inline style, and no script is needed.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from filings.enums import FilingStatus

from .figures import DayLine, StatusLine

WIDTH, HEIGHT = 720, 220
LEFT, RIGHT, TOP, BOTTOM = 52, 36, 16, 34
MOST_TICKS = 8


@dataclass(frozen=True, slots=True)
class Bar:
    """A piece of a bar that is 100 wide."""

    x: float
    width: float
    status: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Curve:
    """How many were submitted by which day: a staircase over the days, under the line of all projects."""

    points: str
    days: tuple[Tick, ...]
    counts: tuple[Tick, ...]
    deadline: float | None
    today: float | None
    said: str

    width, height = WIDTH, HEIGHT
    left, right, top, bottom = LEFT, WIDTH - RIGHT, TOP, HEIGHT - BOTTOM


def status_bars(line: StatusLine) -> list[Bar]:
    """The unit's projects by status, as parts of all of them."""
    bars, x = [], 0.0
    for status, figure in zip(FilingStatus, line.by_status, strict=True):
        if figure.count:
            width = figure.count * 100 / line.total.count
            bars.append(Bar(round(x, 2), round(width, 2), status.value, status.label, figure.count))
            x += width
    return bars


def curve(lines: list[DayLine], *, total: int, last: date | None, today: date) -> Curve | None:
    """None as long as nothing was submitted."""
    if not lines or not total:
        return None
    first = min(lines[0].day, today)
    end = max(lines[-1].day, today, *([last] if last else []))
    days = max((end - first).days, 1)

    def x(day: date) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (day - first).days / days, 1)

    def y(count: int) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * count / total, 1)

    points, before = [f"{x(first)},{y(0)}"], 0
    for line in lines:
        points += [f"{x(line.day)},{y(before)}", f"{x(line.day)},{y(line.until_day.count)}"]
        before = line.until_day.count
    points.append(f"{x(min(max(today, lines[-1].day), end))},{y(before)}")
    step = max(1, -(-days // MOST_TICKS))
    marks = [first + timedelta(days=number) for number in range(0, days + 1, step)]
    share, latest = round(before * 100 / total), lines[-1].day
    return Curve(
        points=" ".join(points),
        days=tuple(Tick(x(day), f"{day.month}月{day.day}日") for day in marks),
        counts=tuple(Tick(y(count), f"{count:,}") for count in dict.fromkeys((0, total // 2, total))),
        deadline=x(last) if last else None,
        today=x(today),
        said=f"到{latest.month}月{latest.day}日已送审 {before:,} 个，占全部 {total:,} 个的 {share}%。",
    )
