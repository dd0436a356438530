"""The zip package around a workbook: parts by name, bounded in number, size and bytes read."""

import posixpath
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from .errors import SAVE_AS_XLSX, UnreadableFile, damaged, part_label, too_large
from .kinds import foreign_package
from .limits import MEGABYTE, Limits

CHUNK = 64 * 1024
_ENCRYPTED = 0x1
# What zipfile and zlib raise for a broken, truncated or unusual archive.
_ZIP_ERRORS = (BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


class Package:
    """Parts are found whatever the case and the slashes of their names: some writers use back slashes."""

    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        with _refusing_broken_zip():
            self._zip = ZipFile(file)
        members = self._zip.infolist()
        if len(members) > limits.members:
            raise too_large(f"文件里打包了 {len(members)} 个小文件，上限 {limits.members} 个", SAVE_AS_XLSX)
        unpacked = sum(member.file_size for member in members)
        if unpacked > limits.unpacked_size:
            megabytes = limits.unpacked_size // MEGABYTE
            raise too_large(f"文件解压后有 {unpacked // MEGABYTE} MB，上限 {megabytes} MB")
        self._parts: dict[str, ZipInfo] = {part_name(member.filename): member for member in members}
        if any(member.flag_bits & _ENCRYPTED for member in members):
            raise UnreadableFile("压缩包设了密码，无法读取。请去掉密码后重新上传。")
        if refusal := foreign_package(set(self._parts), self._media_type()):
            raise refusal

    def _media_type(self) -> bytes:
        """ODF packages name their kind in an uncompressed first member."""
        if (member := self._parts.get("mimetype")) is None or member.file_size > 200:
            return b""
        return b"".join(self.chunks("mimetype"))

    def __contains__(self, name: str) -> bool:
        return part_name(name) in self._parts

    def packed_size(self, name: str) -> int:
        return self._parts[part_name(name)].compress_size

    def size(self, name: str) -> int:
        return self._parts[part_name(name)].file_size

    def chunks(self, name: str) -> Iterator[bytes]:
        """The unpacked bytes of a part, piece by piece; UnreadableFile when the part is missing or broken."""
        member = self._parts.get(part_name(name))
        if member is None:
            raise damaged(f"缺少{part_label(name)}")
        with _refusing_broken_zip(), self._zip.open(member) as stream:
            while chunk := stream.read(CHUNK):
                yield chunk

    def close(self) -> None:
        self._zip.close()


def part_name(name: str, base: str = "") -> str:
    """`name` in lower case, resolved against the folder `base`, as a part is looked up."""
    path = name.replace("\\", "/")
    return posixpath.normpath(posixpath.join("/", base, path)).lstrip("/").lower()


@contextmanager
def _refusing_broken_zip() -> Iterator[None]:
    try:
        yield
    except UnreadableFile:
        raise
    except _ZIP_ERRORS as error:
        raise damaged("压缩包不完整") from error
