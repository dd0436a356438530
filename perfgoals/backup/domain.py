"""Making, checking and restoring backups of the site: database, files, keys."""

import os
import shutil
import tarfile
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone

from perfgoals.common.file_store import names_in
from perfgoals.common.secret_key import load_secret_key

from .archive import BadArchive, opened, read_manifest, seal, sha256_of
from .content import Checksum, checksum_of, lines_of, snapshot, tables
from .loading import bring_up_to_date, load, migration_state

# What a site needs besides its database; the first two are secret.
KEYS = ("secret_key", "audit_key")
FILES, FONTS = "files/", "fonts/"
SUFFIX = ".perfgoals.tar"
KEEP_NEWEST, KEEP_MONTHS = 14, 12
MAKING = ".making-"
# No backup takes so long: a folder as old is of one that was killed.
MAKING_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Made:
    """A backup on the disk and what its manifest says."""

    path: Path
    manifest: dict

    @property
    def rows(self) -> int:
        return sum(self.manifest["tables"].values())


def backup_folder() -> Path:
    return Path(os.environ.get("PERFGOALS_BACKUPS") or settings.DATA_DIR / "backups")


def make_backup(*, folder: Path, passphrase: str = "") -> Made:
    """Write a backup of this moment into `folder`, while people work on; it appears there when whole."""
    folder.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    now = timezone.localtime()
    path = folder / f"{now:%Y%m%d-%H%M%S}{SUFFIX}"
    with tempfile.TemporaryDirectory(prefix=MAKING, dir=folder) as name:
        scratch = Path(name)
        manifest = _write_data(scratch / "data.tar.gz", scratch) | {
            "made_at": now.isoformat(),
            "version": settings.VERSION,
            "site_name": settings.SITE_NAME,
            "engine": settings.DATABASES[DEFAULT_DB_ALIAS]["ENGINE"].rpartition(".")[2],
        }
        whole = scratch / path.name
        manifest = seal(
            scratch / "data.tar.gz", manifest=manifest, passphrase=passphrase, target=whole, scratch=scratch
        )
        whole.chmod(0o600)
        with whole.open("rb") as file:
            os.fsync(file.fileno())
        whole.rename(path)
    return Made(path, manifest)


def _sweep(folder: Path) -> None:
    """What killed backups left: each has the data of the whole site."""
    for left in folder.glob(f"{MAKING}*"):
        if abs(time.time() - left.stat().st_mtime) > MAKING_SECONDS:
            shutil.rmtree(left, ignore_errors=True)


def _write_data(target: Path, scratch: Path) -> dict:
    checksum, counts = Checksum(), {}
    with tarfile.open(target, "w:gz", compresslevel=3, dereference=True) as tar, snapshot() as using:
        state = migration_state(using)
        for model in tables():
            table = model._meta.db_table
            checksum.begin(table)
            path = scratch / "rows.jsonl"
            with path.open("wb") as file:
                counts[table] = 0
                for line in lines_of(model, using=using):
                    checksum.add(line)
                    file.write(line)
                    counts[table] += 1
            tar.add(path, f"tables/{table}.jsonl")
        # After the database: a file that its rows name is there, or was dropped meanwhile.
        files = dict(_add_files(tar, scratch))
    return {"migrations": state, "tables": counts, "checksum": checksum.hexdigest(), "files": files}


def _add_files(tar: tarfile.TarFile, scratch: Path) -> Iterator[tuple[str, str]]:
    for name in KEYS:
        if (path := settings.DATA_DIR / name).exists():
            tar.add(path, f"keys/{name}")
            yield f"keys/{name}", sha256_of(path)
    fonts = settings.DATA_DIR / "fonts"
    for path in sorted(fonts.rglob("*")):
        if path.is_file():
            inside = FONTS + path.relative_to(fonts).as_posix()
            tar.add(path, inside)
            yield inside, sha256_of(path)
    copy = scratch / "file"
    for name in names_in(default_storage):
        try:
            with default_storage.open(name) as source, copy.open("wb") as target:
                shutil.copyfileobj(source, target)
        except FileNotFoundError:  # the result of an old export, dropped just now
            continue
        tar.add(copy, FILES + name)
        yield FILES + name, sha256_of(copy)


def verify_backup(path: Path, *, passphrase: str = "") -> Made:
    """Read a backup to its last byte: every part, row and file. Raises BadArchive."""
    manifest = read_manifest(path)
    with (
        tempfile.TemporaryDirectory(prefix="perfgoals-") as scratch,
        opened(path, passphrase=passphrase, scratch=Path(scratch)) as data,
    ):
        _check_data(data, manifest)
    return Made(path, manifest)


def _check_data(data: Path, manifest: dict) -> None:
    checksum = Checksum()
    for table, count in manifest["tables"].items():
        checksum.begin(table)
        found = 0
        for line in _lines(data, table):
            checksum.add(line)
            found += 1
        if found != count:
            raise BadArchive(f"备份不完整：表 {table} 应有 {count} 行，只有 {found} 行。")
    if checksum.hexdigest() != manifest["checksum"]:
        raise BadArchive("备份的内容与它的校验值不符。请换一个备份。")
    for name, digest in manifest["files"].items():
        if not (data / name).exists() or sha256_of(data / name) != digest:
            raise BadArchive(f"备份不完整：文件 {name} 缺少或已损坏。")


def _lines(data: Path, table: str) -> Iterator[bytes]:
    path = data / "tables" / f"{table}.jsonl"
    if path.exists():
        with path.open("rb") as file:
            yield from file


def restore(path: Path, *, passphrase: str = "", using: str = DEFAULT_DB_ALIAS) -> Made:
    """Bring a backup back into an empty database and data folder; raises BadArchive or CannotLoad.

    Before anything is written the backup is read through; afterwards the database is read again, and its
    content must have the checksum of the backup. Only then it is brought up to the present version.
    """
    manifest = read_manifest(path)
    with (
        tempfile.TemporaryDirectory(prefix="perfgoals-") as scratch,
        opened(path, passphrase=passphrase, scratch=Path(scratch)) as data,
    ):
        _check_data(data, manifest)
        apps = load(lambda table: _lines(data, table), state=manifest["migrations"], using=using)
        found, _ = checksum_of(using, apps)
        if found != manifest["checksum"]:
            raise BadArchive("恢复后的内容与备份的校验值不符，不要使用这个库。请保留现场并报告。")
        _restore_files(data, manifest)
    # The key of the chain that came back, not the one made when this process began.
    settings.AUDIT_KEY = load_secret_key(settings.DATA_DIR, "audit_key")
    bring_up_to_date(using)
    return Made(path, manifest)


def _restore_files(data: Path, manifest: dict) -> None:
    for name in manifest["files"]:
        if name.startswith(FILES):
            _restore_stored(data / name, name.removeprefix(FILES))
            continue
        kind, _, rest = name.partition("/")
        target = settings.DATA_DIR / (rest if kind == "keys" else name)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(data / name, target)
        if kind == "keys":
            target.chmod(0o600)


def _restore_stored(source: Path, name: str) -> None:
    """Under the very name that the database knows it by."""
    if default_storage.exists(name):
        default_storage.delete(name)
    with source.open("rb") as file:
        default_storage.save(name, File(file))


def copy_database(*, to: str) -> tuple[str, dict[str, int]]:
    """Everything from this database into the empty one `to` (an alias); the checksum both now have."""
    with snapshot() as source:
        state = migration_state(source)
        models = {model._meta.db_table: model for model in tables()}
        apps = load(lambda table: lines_of(models[table], using=source), state=state, using=to)
        wanted, counts = checksum_of(source)
    found, _ = checksum_of(to, apps)
    if found != wanted:
        raise BadArchive("复制后的内容与原库不一致，不要使用新库。请保留现场并报告。")
    bring_up_to_date(to)
    return found, counts


def rotate(folder: Path) -> list[Path]:
    """Delete old backups; the newest KEEP_NEWEST stay, and the first of each of KEEP_MONTHS months."""
    backups = sorted(folder.glob(f"*{SUFFIX}"))
    firsts: dict[str, Path] = {}
    for path in backups:
        firsts.setdefault(path.name[:6], path)
    kept = {*backups[-KEEP_NEWEST:], *(firsts[month] for month in sorted(firsts)[-KEEP_MONTHS:])}
    dropped = [path for path in backups if path not in kept]
    for path in dropped:
        path.unlink()
    return dropped
