"""What a code or an amount must look like; models, forms and imports share these."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator

# A float keeps 15 digits: a workbook could not hold more without loss.
MAX_AMOUNT = Decimal("9999999999999.99")

validate_department_code = RegexValidator(
    r"\A[0-9A-Za-z]{2,20}\Z", "单位编码只能由 2 到 20 位数字或字母组成，例如 130001。"
)
validate_fund_code = RegexValidator(r"\A[0-9]{1,10}\Z", "资金类型编码只能由 1 到 10 位数字组成，例如 1111。")
validate_subject_code = RegexValidator(
    r"\A([0-9]{3}|[0-9]{5}|[0-9]{7})\Z",
    "功能科目编码应为 3 位（类）、5 位（款）或 7 位（项）数字，例如 2013299。",
)
validate_cycle_code = RegexValidator(
    r"\A[0-9a-z][0-9a-z-]{0,30}\Z", "批次编码只能由数字、小写字母和短横线组成，例如 2023 或 2023-mid。"
)
amount_validators = [
    MinValueValidator(Decimal(0), "金额不能为负数。"),
    MaxValueValidator(MAX_AMOUNT, "金额须小于 10 万亿元。请检查是否多写了位数，单位是“元”。"),
]
