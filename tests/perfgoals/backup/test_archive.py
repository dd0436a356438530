"""The file of a backup is taken apart into its own folder, and nothing in it leads out of there."""

import io
import tarfile

import pytest

from perfgoals.backup.archive import BadArchive, opened, seal

pytestmark = pytest.mark.pure


def data_of(folder, *members) -> object:
    """A tar of data; members are names of files, or TarInfo for anything else."""
    path = folder / "made.tar.gz"
    with tarfile.open(path, "w:gz") as tar:
        for member in members:
            info = member if isinstance(member, tarfile.TarInfo) else tarfile.TarInfo(member)
            content = b"row\n" if info.isfile() else b""
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return path


@pytest.fixture
def backup(tmp_path):
    """backup(members…, passphrase=…): a backup of these, and a folder to open it in."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()

    def make(*members, passphrase=""):
        file = tmp_path / "backup.tar"
        seal(data_of(tmp_path, *members), manifest={}, passphrase=passphrase, target=file, scratch=tmp_path)
        return opened(file, passphrase=passphrase, scratch=scratch)

    return make


@pytest.mark.parametrize("passphrase", ["", "a long passphrase & $igns"])
def test_its_files_come_back(backup, passphrase):
    with backup("tables/a.jsonl", "files/2026/b.pdf", passphrase=passphrase) as folder:
        assert (folder / "tables" / "a.jsonl").read_bytes() == b"row\n"
        assert (folder / "files" / "2026" / "b.pdf").exists()


def of_kind(kind, name, leads_to=""):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, leads_to
    return info


@pytest.mark.parametrize(
    "member",
    [
        "../beside.txt",
        "tables/../../../beside.txt",
        "/tmp/beside-of-a-backup.txt",
        of_kind(tarfile.SYMTYPE, "tables", "/etc"),
        of_kind(tarfile.LNKTYPE, "tables/a.jsonl", "../../backup.tar"),
        of_kind(tarfile.FIFOTYPE, "tables/pipe"),
        of_kind(tarfile.CHRTYPE, "tables/device"),
    ],
    ids=lambda member: getattr(member, "name", member),
)
def test_what_leads_elsewhere_is_refused(backup, tmp_path, member):
    with pytest.raises(BadArchive, match="不该有的内容"), backup("tables/a.jsonl", member):
        pass
    assert not [*tmp_path.rglob("beside*")]
