"""Attachments: kept beside a table, frozen with its versions, gone with its draft."""

from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings

from filings.domain.attachments import (
    FILES_PER_ROW,
    AttachmentDamaged,
    AttachmentsLocked,
    ProvedRow,
    add_attachment,
    files_by_row,
    opened,
    plain_name,
    remove_attachment,
)
from filings.domain.proof import find_altered_tables
from filings.domain.versions import find_altered_versions, read_content
from filings.enums import FilingStatus
from filings.models import Attachment
from indicators.domain.entry.drafts import delete_goal
from perfgoals.audit.models import AuditEvent
from perfgoals.common.file_kinds import RefusedFile
from tests.indicators.flow import Action, bring_to, ready_goal, step

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n%%EOF"


@pytest.fixture
def goal(unit, cycle):
    return ready_goal(unit, cycle)


def added(goal, by, content=PDF, name="政策.pdf", kind="policy", row=None):
    return add_attachment(filing=goal.filing, upload=BytesIO(content), name=name, kind=kind, by=by, row=row)


def test_a_file_is_kept_as_it_came_under_a_name_of_our_own(goal, preparer):
    attachment = added(goal, preparer, name="..\\..\\C:/秘密/关于  经费.pdf")
    assert attachment.name == "关于 经费.pdf"
    path = Path(attachment.file.path)
    assert path.read_bytes() == PDF and path.is_relative_to(settings.MEDIA_ROOT)
    assert path.name.startswith(attachment.sha256) and path.stat().st_mode & 0o077 == 0
    with opened(attachment) as file:
        assert file.read() == PDF
    assert "关于 经费.pdf" in AuditEvent.objects.latest("number").after


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("/etc/passwd.pdf", "passwd.pdf"), ("a\x00\r\n.pdf", "a.pdf"), ("\u202efdp.exe.pdf", "fdp.exe.pdf"),
        ("..pdf", "pdf"), ("长" * 300 + ".pdf", "长" * 120 + ".pdf"),
    ],
)  # fmt: skip
def test_names_without_tricks(name, plain):
    assert plain_name(name) == plain


@pytest.mark.parametrize("name", ["", "///", "...", "\u200b"])
def test_a_file_without_a_name(name):
    with pytest.raises(RefusedFile, match="没有名称"):
        plain_name(name)


def test_empty_too_large_too_many_and_twice(goal, preparer, settings):
    with pytest.raises(RefusedFile, match="是空的"):
        added(goal, preparer, b"")
    settings.ATTACHMENT_BYTES = 20
    with pytest.raises(RefusedFile, match="超过"):
        added(goal, preparer, PDF + b" " * 20)
    added(goal, preparer)
    with pytest.raises(RefusedFile, match="内容相同"):
        added(goal, preparer, name="又一份.pdf")
    settings.ATTACHMENTS_PER_TABLE = 1
    with pytest.raises(RefusedFile, match="最多 1 个"):
        added(goal, preparer, PDF + b"2")
    assert Attachment.objects.count() == 1


def test_a_refused_file_leaves_nothing_on_the_disk(goal, preparer):
    before = sorted(Path(settings.MEDIA_ROOT).rglob("*"))
    with pytest.raises(RefusedFile):
        added(goal, preparer, b"MZ\x90", name="a.pdf")
    assert sorted(Path(settings.MEDIA_ROOT).rglob("*")) == before


def test_attachments_are_frozen_with_the_version_by_hash(goal, preparer, supervisor, approver):
    attachment = added(goal, preparer)
    bring_to(goal, FilingStatus.SUBMITTED, preparer=preparer, supervisor=supervisor, approver=approver)
    [frozen] = read_content(goal.filing.submission)["attachments"]
    assert (frozen["sha256"], frozen["name"]) == (attachment.sha256, "政策.pdf")
    assert list(find_altered_tables()) == []


def test_the_record_of_a_file_is_not_taken_for_a_version(goal, unit, cycle, preparer, supervisor, approver):
    added(ready_goal(unit, cycle), preparer)  # of a draft without any version
    attachment = added(goal, preparer)
    bring_to(goal, FilingStatus.RETURNED, preparer=preparer, supervisor=supervisor, approver=approver)
    remove_attachment(attachment=attachment, by=preparer)
    assert list(find_altered_versions()) == []


def test_nothing_changes_while_the_table_is_under_way(goal, preparer, supervisor, approver):
    attachment = added(goal, preparer)
    bring_to(goal, FilingStatus.SUBMITTED, preparer=preparer, supervisor=supervisor, approver=approver)
    with pytest.raises(AttachmentsLocked):
        added(goal, preparer, PDF + b"2")
    with pytest.raises(AttachmentsLocked):
        remove_attachment(attachment=attachment, by=preparer)
    Attachment.objects.update(removed_at="2024-01-01T00:00Z")
    [breach] = find_altered_tables()
    assert "附件" in breach.message


def test_what_a_version_names_stays_when_it_is_removed(goal, preparer, supervisor, approver):
    attachment = added(goal, preparer)
    bring_to(goal, FilingStatus.RETURNED, preparer=preparer, supervisor=supervisor, approver=approver)
    remove_attachment(attachment=attachment, by=preparer)
    assert not goal.filing.attachments.present().exists()
    with opened(Attachment.objects.get()) as file:
        assert file.read() == PDF
    step(goal, Action.SUBMIT, preparer)
    goal.refresh_from_db()
    assert "attachments" not in read_content(goal.filing.submission)
    assert goal.filing.attachments.count() == 1


def test_a_file_that_no_version_names_goes(goal, preparer, do_jobs):
    attachment = added(goal, preparer)
    path = Path(attachment.file.path)
    with do_jobs():
        remove_attachment(attachment=attachment, by=preparer)
    assert not Attachment.objects.exists() and not path.exists()


def test_a_deleted_draft_takes_its_attachments_along(goal, preparer, do_jobs):
    path = Path(added(goal, preparer).file.path)
    with do_jobs():
        delete_goal(goal=goal, revision=goal.revision, by=preparer)
    assert not Attachment.objects.exists() and not path.exists()


def test_a_changed_or_lost_file_is_not_handed_out(goal, preparer):
    attachment = added(goal, preparer)
    path = Path(attachment.file.path)
    path.write_bytes(b"%PDF-something else")
    with pytest.raises(AttachmentDamaged, match="校验值不符"):
        opened(attachment)
    path.unlink()
    with pytest.raises(AttachmentDamaged, match="不在了"):
        opened(attachment)


def test_a_file_proves_one_indicator_and_is_frozen_with_its_row(goal, preparer):
    first, second = (ProvedRow(row.pk, row.name) for row in goal.indicators.order_by("pk")[:2])
    one = added(goal, preparer, name="验收单.pdf", kind="evidence", row=first)
    other = added(goal, preparer, name="验收单.pdf", kind="evidence", row=second)  # the same file proves both
    with pytest.raises(RefusedFile, match="内容相同"):
        added(goal, preparer, kind="evidence", row=first)
    assert files_by_row(goal.filing) == {first.key: [one], second.key: [other]}
    step(goal, Action.SUBMIT, preparer)
    listed = read_content(goal.filing.versions.get())["attachments"]
    assert [(one["row"], one["row_name"]) for one in listed] == [
        (first.key, first.name), (second.key, second.name),
    ]  # fmt: skip
    assert list(find_altered_tables()) == []
    assert AuditEvent.objects.filter(note="添加附件", after__contains=first.name).exists()


def test_an_indicator_has_few_files(goal, preparer):
    row = ProvedRow(goal.indicators.first().pk, "次数")
    for number in range(FILES_PER_ROW):
        added(goal, preparer, PDF + b"%d" % number, row=row)
    with pytest.raises(RefusedFile, match="一个指标最多 5 个"):
        added(goal, preparer, PDF + b"more", row=row)
    added(goal, preparer, PDF + b"more")
