"""python -m perfgoals.serving [--web]: watch the processes of this machine. `manage.py serve` turns into it.

No part of Django is loaded here: who watches is small and has nothing that could fail.
"""

import os
import sys
from pathlib import Path

from perfgoals.serving.listening import SOCKET, WATCHER, listen
from perfgoals.serving.supervisor import Child, Supervisor

GUNICORN_CONF = Path(__file__).resolve().parent / "gunicorn_conf.py"
MANAGE = GUNICORN_CONF.parents[2] / "manage.py"


def children(*, workers: int, port: int) -> list[Child]:
    """The web server, which gets the open port `port` (a file descriptor), and `workers` workers."""
    web = [sys.executable, "-m", "gunicorn", "--config", str(GUNICORN_CONF), "perfgoals.wsgi"]
    return [
        Child("网页服务", web, passes=(port,)),
        *(
            Child(f"后台任务进程 {number}", [sys.executable, str(MANAGE), "work"])
            for number in range(1, workers + 1)
        ),
    ]


def main(*arguments: str) -> int:
    """Until SIGTERM or SIGINT; the exit code."""
    address = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
    try:
        port = listen(*address).detach()
    except (OSError, ValueError, OverflowError) as error:
        sys.exit(f"错误：地址 {address[0]} 的端口 {address[1]} 不能使用（{error}）。请检查 HOST、PORT。")
    os.chdir(MANAGE.parent)
    os.environ |= {SOCKET: str(port), WATCHER: str(os.getpid())}
    workers = 0 if "--web" in arguments else int(os.environ.get("WORKERS", "1"))
    return Supervisor(children(workers=workers, port=port)).run()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
