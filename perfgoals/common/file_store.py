"""Where files of jobs, imports and attachments lie: a folder that all hosts share, or an S3 store."""

from collections.abc import Iterator, Mapping
from importlib.util import find_spec

from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import Storage


def file_storage(environment: Mapping[str, str]) -> dict:
    """Django's setting of the default storage; MEDIA_ROOT is the folder unless a bucket is named.

    Raises ImproperlyConfigured with a sentence for the administrator when it can't work.
    """
    bucket = environment.get("PERFGOALS_S3_BUCKET", "")
    if not bucket:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    if not (find_spec("storages") and find_spec("boto3")):
        raise ImproperlyConfigured(
            "设了 PERFGOALS_S3_BUCKET，但没有装对象存储的程序库。"
            "请运行 pip install --require-hashes -r requirements-s3.txt。"
        )
    keys = ("PERFGOALS_S3_KEY", "PERFGOALS_S3_SECRET")
    if missing := [name for name in keys if not environment.get(name)]:
        raise ImproperlyConfigured(f"对象存储还缺：{'、'.join(missing)}。")
    from botocore.config import Config

    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": environment.get("PERFGOALS_S3_ENDPOINT") or None,
            "region_name": environment.get("PERFGOALS_S3_REGION") or "us-east-1",
            "access_key": environment["PERFGOALS_S3_KEY"],
            "secret_key": environment["PERFGOALS_S3_SECRET"],
            "location": environment.get("PERFGOALS_S3_PREFIX", ""),
            # Two hosts never write over each other; nothing is public.
            "file_overwrite": False,
            "default_acl": None,
            # What stores of one's own (MinIO, Ceph, 国产对象存储) know: paths, no newer kinds of checksums.
            "client_config": Config(
                s3={"addressing_style": "path"},
                signature_version="s3v4",
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                connect_timeout=5,
                read_timeout=30,
            ),
        },
    }


def names_in(storage: Storage, folder: str = "") -> Iterator[str]:
    """The names of all files, in order; nothing for a folder that is not there."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}{name}" for name in sorted(files) if name)
    for inner in sorted(folders):
        yield from names_in(storage, f"{folder}{inner}/")
