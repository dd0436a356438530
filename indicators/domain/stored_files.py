"""Files that people uploaded, read again later: by a job, by the next page."""

from typing import BinaryIO

from django.db.models.fields.files import FieldFile

from perfgoals.sheets import UnreadableFile


def opened(file: FieldFile) -> BinaryIO:
    """The stored file. Raises UnreadableFile: its keeping time is over, or somebody took it from the disk."""
    if not file:
        raise UnreadableFile("上传的文件已过保留期被删除。请重新上传。")
    try:
        return file.open("rb")
    except FileNotFoundError as error:
        raise UnreadableFile("上传的文件已不在服务器上。请重新上传。") from error
