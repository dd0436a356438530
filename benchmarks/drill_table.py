"""What the drills came to: a line for each, and all of them as a table."""

from dataclasses import dataclass

LOAD, KILLS, OUTAGE, INPUT, LOST = "承受", "杀进程", "断供", "坏输入", "不丢"


@dataclass
class Line:
    """One line of the table: the kind of trouble, what was done, what came of it, what should."""

    kind: str
    drill: str
    figure: str
    goal: str
    met: bool


def say(line: Line) -> Line:
    print(f"{_verdict(line)}\t{line.drill}\t{line.figure}（目标：{line.goal}）", flush=True)
    return line


def print_table(lines: list[Line]) -> None:
    """All of them by kind."""
    print("\n| 种类 | 做了什么 | 结果 | 目标 | |\n|---|---|---|---|---|")
    for kind in (LOAD, KILLS, OUTAGE, INPUT, LOST):
        for line in lines:
            if line.kind == kind:
                print(f"| {kind} | {line.drill} | {line.figure} | {line.goal} | {_verdict(line)} |")


def _verdict(line: Line) -> str:
    return "合格" if line.met else "不合格"
