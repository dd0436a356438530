"""The file of a backup: a tar with a manifest, and the data, which may be encrypted.

Without this program: `tar xf FILE`; an encrypted one has `key.age`, for the passphrase (`age -d key.age`),
and `data.tar.gz.age`, for that key (`age -d -i KEY`). Inside are `tables/NAME.jsonl`, a row a line, `files/`
and `keys/`.
"""

import hashlib
import io
import json
import shutil
import tarfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyrage

FORMAT = 1
MANIFEST, KEY = "manifest.json", "key.age"
PLAIN, SEALED = "data.tar.gz", "data.tar.gz.age"


class BadArchive(Exception):
    """The file can't be used; the text says why, for the administrator."""


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def seal(data: Path, *, manifest: dict, passphrase: str, target: Path, scratch: Path) -> dict:
    """Write the archive to `target`; the whole manifest comes back."""
    parts = {PLAIN: data}
    if passphrase:
        parts = _encrypted(data, passphrase, scratch)
    manifest = manifest | {
        "format": FORMAT,
        "encrypted": bool(passphrase),
        "parts": {
            name: {"sha256": sha256_of(path), "size": path.stat().st_size} for name, path in parts.items()
        },
    }
    with tarfile.open(target, "w") as tar:
        text = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size = len(text)
        tar.addfile(info, io.BytesIO(text))
        for name, path in parts.items():
            tar.add(path, name)
    return manifest


def _encrypted(data: Path, passphrase: str, scratch: Path) -> dict[str, Path]:
    """age: the data for a key of its own, which streams; that key for the passphrase."""
    identity = pyrage.x25519.Identity.generate()
    sealed, key = scratch / SEALED, scratch / KEY
    with data.open("rb") as source, sealed.open("wb") as target:
        pyrage.encrypt_io(source, target, [identity.to_public()])
    key.write_bytes(pyrage.passphrase.encrypt(str(identity).encode(), passphrase))
    return {KEY: key, SEALED: sealed}


def read_manifest(path: Path) -> dict:
    try:
        with tarfile.open(path) as tar:
            manifest = json.load(tar.extractfile(MANIFEST))
        if manifest["format"] != FORMAT:
            raise BadArchive(f"备份的格式是第 {manifest['format']} 版，这个程序只认得第 {FORMAT} 版。")
    except FileNotFoundError as error:
        raise BadArchive(f"没有 {path} 这个文件。请检查文件名。") from error
    except PermissionError as error:
        raise BadArchive(
            f"运行网站的用户读不到 {path}。请放到它读得到的目录，例如 /var/backups/perfgoals，并改属主。"
        ) from error
    except (OSError, tarfile.TarError, KeyError, ValueError) as error:
        raise BadArchive(f"{path} 不是完整的备份文件。请换一个备份，或重新复制。") from error
    return manifest


@contextmanager
def opened(path: Path, *, passphrase: str, scratch: Path) -> Iterator[Path]:
    """The folder of the data inside, every part compared with its checksum first."""
    manifest = read_manifest(path)
    with tarfile.open(path) as tar:
        _unpack(tar, scratch, [name for name in (KEY, SEALED, PLAIN) if name in manifest["parts"]])
    for name, part in manifest["parts"].items():
        if not (scratch / name).exists() or sha256_of(scratch / name) != part["sha256"]:
            raise BadArchive(f"备份文件已损坏（{name} 的校验值不符）。请换一个备份，或重新复制。")
    if manifest["encrypted"]:
        _decrypt(passphrase, scratch)
    folder = scratch / "data"
    with tarfile.open(scratch / PLAIN) as tar:
        _unpack(tar, folder)
    (scratch / PLAIN).unlink()
    yield folder


def _unpack(tar: tarfile.TarFile, folder: Path, names: Collection[str] = ()) -> None:
    """The files of an archive (or those of `names`) under the folder; nothing else, and nothing beside it.

    tarfile's own filter for that came with Python 3.11.4; Debian 12 has 3.11.2.
    """
    root = folder.resolve()
    for member in tar:
        if names and member.name not in names:
            continue
        target = (root / member.name).resolve()
        if not member.isfile() or not target.is_relative_to(root):
            raise BadArchive(f"备份里有不该有的内容（{member.name}），没有解开。请换一个备份。")
        target.parent.mkdir(parents=True, exist_ok=True)
        with tar.extractfile(member) as source, target.open("wb") as file:
            shutil.copyfileobj(source, file)


def _decrypt(passphrase: str, scratch: Path) -> None:
    if not passphrase:
        raise BadArchive("备份已加密。请用环境变量 PERFGOALS_BACKUP_PASSPHRASE 给出口令。")
    try:
        key = pyrage.passphrase.decrypt((scratch / KEY).read_bytes(), passphrase).decode()
    except pyrage.DecryptError as error:
        raise BadArchive("口令不对，打不开备份。") from error
    identity = pyrage.x25519.Identity.from_str(key)
    with (scratch / SEALED).open("rb") as source, (scratch / PLAIN).open("wb") as target:
        pyrage.decrypt_io(source, target, [identity])
    (scratch / SEALED).unlink()
