"""Numbers of persons, with their own checksums; made-up ones, none of a real person."""

import pytest

from publication.checks.personal import identity_checksum, luhn_holds, mask
from tests.publication.checks.looking import found_in

pytestmark = pytest.mark.pure

FIRST = "44020419800101123"
IDENTITY = FIRST + identity_checksum(FIRST)
CARD = next(n for n in (f"622202020011223344{d}" for d in range(10)) if luhn_holds(n))


def personal(text):
    return [(level, proposal) for check, level, proposal in found_in(text) if check == "personal_numbers"]


def test_the_checksum_of_the_standard():
    assert identity_checksum("11010519491231002") == "X"  # the example of GB 11643
    assert luhn_holds("79927398713") and not luhn_holds("79927398710")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"联系人张某，身份证{IDENTITY}", mask(IDENTITY)),
        ("身份证11010519491231002x", "110105********002X"),
        ("旧证 440204800101123 号", "440204******123"),
        ("电话：13800138000", "138****8000"),
        ("电话１３８００１３８０００。", "138****8000"),
        ("电话 138 0013 8000", "138****8000"),
        ("电话138-0013-8000", "138****8000"),
        (f"开户行账号{CARD}", mask(CARD)),
        (f"账号 {CARD[:4]} {CARD[4:8]} {CARD[8:12]} {CARD[12:16]} {CARD[16:]}", mask(CARD)),
    ],
)
def test_every_kind_is_found_and_masked(text, masked):
    assert personal(text) == [("blocking", masked)]


def test_a_wrong_checksum_is_only_advice():
    wrong = FIRST + ("0" if IDENTITY[-1] != "0" else "1")
    assert personal(f"身份证{wrong}") == [("advice", mask(wrong))]


@pytest.mark.parametrize(
    "text",
    [
        "51000021R000000019951", "440204000000000019951", "项目编码 130001000000000000001",
        "金额13800138000元",
        "产量13912345678吨", "韶曲财〔2024〕12号", "020-12345678", "0751-6666666", "1234567890123456",
        "面积1.3800138000平方公里", "440204198013011239", "12345678901",
    ],
)  # fmt: skip
def test_other_numbers_are_left_alone(text):
    assert personal(text) == []


def test_masks_keep_the_length():
    for number in (IDENTITY, CARD, "13800138000", "440204800101123"):
        assert len(mask(number)) == len(number) and "****" in mask(number)
