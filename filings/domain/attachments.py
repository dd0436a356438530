"""Documents beside a table: added and taken away by its unit while the table lies with it."""

import hashlib
import secrets
from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.utils import timezone

from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.common.file_kinds import RefusedFile, kind_of_file
from perfgoals.common.text import clean_text, quoted

from ..enums import AttachmentKind
from ..models import Attachment, Filing, FilingVersion

MEGABYTE = 1024 * 1024
LONGEST_NAME = 120
FILES_PER_ROW = 5


class AttachmentsLocked(Exception):
    """The table does not lie with its unit: nothing beside it may change."""


class AttachmentDamaged(Exception):
    """The stored file is not what was uploaded, or is gone."""


@dataclass(frozen=True, slots=True)
class ProvedRow:
    """The indicator that a file proves: its key in the table's frozen values, and its name."""

    key: int
    name: str


def add_attachment(
    *, filing: Filing, upload: BinaryIO, name: str, kind: str, by, row: ProvedRow | None = None
) -> Attachment:
    """Keep an uploaded file beside the table, or beside one `row` of it.

    Raises RefusedFile for one that may not be kept, AttachmentsLocked while the table is under way.
    """
    name = plain_name(name)
    size = _size_of(upload, name)
    media_type = kind_of_file(name, upload, allowed=settings.ATTACHMENT_ENDINGS).media_type
    sha256 = hashlib.file_digest(upload, "sha256").hexdigest()
    upload.seek(0)
    with transaction.atomic():
        _lock(filing)
        _refuse_one_more(filing, name, sha256, row)
        attachment = Attachment(
            filing=filing, kind=AttachmentKind(kind), name=name, key=secrets.token_hex(16),
            media_type=media_type, size=size, sha256=sha256, added_by=by, added_at=timezone.now(),
            row_key=row.key if row else None, row_name=row.name if row else "",
        )  # fmt: skip
        attachment.file.save(name, File(upload), save=False)
        try:
            attachment.save()
            after = {"附件": name, "大小": size, "sha256": sha256} | ({"指标": row.name} if row else {})
            record(Verb.CHANGE, by=by, obj=filing.table, after=after, note="添加附件")
        except BaseException:
            attachment.file.delete(save=False)
            raise
    return attachment


def files_by_row(filing: Filing | None) -> dict[int, list[Attachment]]:
    """Key of an indicator → the files that prove it now; one query, none for a table not stored yet."""
    found: dict[int, list[Attachment]] = {}
    if filing is not None:
        for attachment in filing.attachments.present().filter(row_key__isnull=False):
            found.setdefault(attachment.row_key, []).append(attachment)
    return found


def remove_attachment(*, attachment: Attachment, by) -> None:
    """Take an attachment away. Its file goes too, unless a frozen version names it."""
    with transaction.atomic():
        filing = _lock(attachment.filing)
        frozen = FilingVersion.objects.filter(filing=filing, frozen_at__gte=attachment.added_at).exists()
        before = {"附件": attachment.name, "sha256": attachment.sha256}
        if frozen:
            attachment.removed_by, attachment.removed_at = by, timezone.now()
            attachment.save(update_fields=["removed_by", "removed_at"])
        else:
            drop_attachments(Attachment.objects.filter(pk=attachment.pk))
        record(Verb.CHANGE, by=by, obj=filing.table, before=before, note="删除附件")


def drop_attachments(attachments) -> int:
    """Delete rows and, once that is sure, their files: for a draft that is deleted itself."""
    files = [attachment.file for attachment in attachments]
    attachments.delete()
    for file in files:
        transaction.on_commit(lambda file=file: file.storage.delete(file.name))
    return len(files)


def opened(attachment: Attachment) -> BinaryIO:
    """The stored file, read through once: it is what was uploaded. Raises AttachmentDamaged."""
    try:
        file = attachment.file.storage.open(attachment.file.name, "rb")
    except FileNotFoundError as error:
        raise AttachmentDamaged(
            f"附件{quoted(attachment)}的文件不在了。请联系系统管理员从备份恢复。"
        ) from error
    if hashlib.file_digest(file, "sha256").hexdigest() != attachment.sha256:
        file.close()
        raise AttachmentDamaged(f"附件{quoted(attachment)}与登记的校验值不符，被改动过。请联系系统管理员。")
    file.seek(0)
    return file


def plain_name(name: str) -> str:
    """The file's own name: without folders, control characters and tricks of display."""
    base = clean_text(name).replace("\\", "/").rpartition("/")[2].strip(" .")
    base = " ".join(base.split())
    if not base:
        raise RefusedFile("文件没有名称。请给文件起一个名字再上传。")
    stem, dot, ending = base.rpartition(".")
    return f"{stem.strip()[:LONGEST_NAME]}{dot}{ending}" if dot else base[:LONGEST_NAME]


def _size_of(upload: BinaryIO, name: str) -> int:
    upload.seek(0, 2)
    size = upload.tell()
    upload.seek(0)
    if not size:
        raise RefusedFile(f"{quoted(name)}是空的，没有内容。请重新选择文件。")
    if size > settings.ATTACHMENT_BYTES:
        most = settings.ATTACHMENT_BYTES // MEGABYTE
        raise RefusedFile(
            f"{quoted(name)}有 {size / MEGABYTE:.1f} MB，超过 {most} MB。请压缩图片或拆成几个文件。"
        )
    return size


def _lock(filing: Filing) -> Filing:
    locked = Filing.objects.select_for_update().get(pk=filing.pk)
    if not locked.is_editable:
        raise AttachmentsLocked("表已送审，附件不能再增减。退回或调整后可以修改。")
    return locked


def _refuse_one_more(filing: Filing, name: str, sha256: str, row: ProvedRow | None) -> None:
    """One file may prove several indicators; beside the same one it stands once."""
    present = list(Attachment.objects.filter(filing=filing, row_key=row.key if row else None).present())
    if row and len(present) >= FILES_PER_ROW:
        raise RefusedFile(f"一个指标最多 {FILES_PER_ROW} 个佐证文件。请先删去不需要的，或合成一个文件。")
    if len(present) >= settings.ATTACHMENTS_PER_TABLE:
        raise RefusedFile(f"最多 {settings.ATTACHMENTS_PER_TABLE} 个附件。请先删去不需要的。")
    if twin := next((each for each in present if each.sha256 == sha256), None):
        raise RefusedFile(f"{quoted(name)}与已有的附件{quoted(twin)}内容相同，没有重复保存。")
