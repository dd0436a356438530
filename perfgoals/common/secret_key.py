"""The site's keys: made once, kept in the data folder, never in the code or the database."""

import os
import time
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key


def load_secret_key(data_dir: Path, name: str = "secret_key") -> str:
    """Return PERFGOALS_SECRET_KEY, or the key kept in `data_dir`, which is written at the first start.

    `name` is that of another key's file and, in capitals, of its variable.
    Raises ImproperlyConfigured with a sentence for the administrator when the folder can't be used.
    """
    if key := os.environ.get(f"PERFGOALS_{name.upper()}"):
        return key
    path = data_dir / name
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        try:
            # O_EXCL: of several processes starting at once, one writes and the others read.
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return _read(path)
        try:
            with os.fdopen(descriptor, "w") as file:
                key = get_random_secret_key()
                file.write(key)
        except OSError:  # a full disk: an empty file would stop the next start
            path.unlink()
            raise
        return key
    except OSError as error:
        raise ImproperlyConfigured(
            f"数据目录 {data_dir} 不能使用（{error.strerror}）。请检查目录是否存在、是否可写，"
            "或用环境变量 PERFGOALS_DATA 指定另一个目录。"
        ) from error


def _read(path: Path) -> str:
    """The key in the file; waits a second for a process that has made the file but not yet written to it."""
    for _ in range(20):
        if key := path.read_text().strip():
            return key
        time.sleep(0.05)
    raise ImproperlyConfigured(f"密钥文件 {path} 是空的。请删除它后重新启动（已登录的用户需重新登录）。")
