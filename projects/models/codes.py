"""Code lists: units, fund sources, functional subjects. Administrators edit and import them."""

import unicodedata
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from perfgoals.common.fields import CleanCharField
from perfgoals.common.folding import fold
from perfgoals.common.initials import pinyin_initials

from ..enums import SubjectLevel, UnitKind
from ..validators import validate_department_code, validate_fund_code, validate_subject_code
from .labels import code_label, unit_label


class CodeListQuerySet(models.QuerySet):
    def active(self):
        return self.filter(active=True)

    def matching(self, text: str):
        """Entries whose code begins with `text`, or whose name or pinyin initials contain it."""
        if not fold(text):
            return self
        text = unicodedata.normalize("NFKC", text).strip()
        return self.filter(Q(code__istartswith=text) | Q(name__alike=text) | Q(initials__contains=fold(text)))


class DatedCodeQuerySet(CodeListQuerySet):
    """Codes change within a year: each may be valid from one day to another."""

    def usable_in(self, year: int):
        """In use, and valid on at least one day of the budget year."""
        begun = Q(valid_from__isnull=True) | Q(valid_from__lte=date(year, 12, 31))
        not_over = Q(valid_to__isnull=True) | Q(valid_to__gte=date(year, 1, 1))
        return self.active().filter(begun, not_over)


class CodeListEntry(models.Model):
    """One entry of a code list; the code is text because leading zeros count."""

    name = CleanCharField("名称", max_length=100)
    active = models.BooleanField("启用", default=True, help_text="停用后不能再选用，已填的项目不受影响。")
    initials = models.CharField("拼音首字母", max_length=200, blank=True, editable=False)

    objects = CodeListQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.code} {self.name}"

    def save(self, *args, update_fields=None, **kwargs):
        self.initials = pinyin_initials(self.name)
        if update_fields is not None:
            update_fields = {*update_fields, "initials"}
        super().save(*args, update_fields=update_fields, **kwargs)


class DatedCode(CodeListEntry):
    """A code of a list that somebody publishes anew every year (支出功能分类科目 of 财政部, 资金类型)."""

    valid_from = models.DateField("启用日期", null=True, blank=True, help_text="空着表示一直可用。")
    valid_to = models.DateField("停用日期", null=True, blank=True, help_text="含当天；空着表示没有期限。")

    objects = DatedCodeQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_valid_in_order",
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                violation_error_message="停用日期不能早于启用日期。",
            )
        ]

    def why_unusable(self, year: int) -> str:
        """In words, for a code that is not usable in the year."""
        if not self.active:
            return "已停用"
        if self.valid_to is not None and self.valid_to.year < year:
            return f"已于 {self.valid_to} 停用"
        return f"{self.valid_from} 起才启用"

    def is_usable_in(self, year: int) -> bool:
        """As `usable_in` of the list, for one entry."""
        begun = self.valid_from is None or self.valid_from.year <= year
        return self.active and begun and (self.valid_to is None or self.valid_to.year >= year)


class Department(CodeListEntry):
    """部门 / 预算单位: a budget unit; its parent is the supervising department (主管部门)."""

    code = CleanCharField("单位编码", max_length=20, unique=True, validators=[validate_department_code])
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name="主管部门", null=True, blank=True, related_name="children"
    )
    kind = models.CharField("单位性质", max_length=12, choices=UnitKind, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, verbose_name="并入", null=True, blank=True, editable=False,
        related_name="predecessors",
    )  # fmt: skip

    class Meta:
        verbose_name = "单位"
        verbose_name_plural = "单位"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="department_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("pk")),
                violation_error_message="单位不能以自己为主管部门。",
            ),
        ]

    @property
    def label(self) -> str:
        return unit_label(self.code, self.name)

    @property
    def current(self) -> "Department | None":
        """The unit itself while it is in use, else the one that it went into; None where there is none."""
        unit, passed = self, set()
        while unit is not None and not unit.active and unit.pk not in passed:
            passed.add(unit.pk)
            unit = unit.successor
        return unit if unit is not None and unit.active else None

    @property
    def supervisor(self) -> "Department":
        """The 主管部门 that forms name: the unit above; a department answers for itself."""
        return self.parent or self

    def clean(self):
        super().clean()
        seen, node = {self.pk}, self.parent
        while node is not None:
            if node.pk in seen:
                raise ValidationError({"parent": "主管部门不能是本单位的下级单位。"})
            seen.add(node.pk)
            node = node.parent


class FundSource(DatedCode):
    """资金类型: national codes have up to three digits, localities add more (1111, 1113, 1211)."""

    code = CleanCharField("资金类型编码", max_length=10, unique=True, validators=[validate_fund_code])
    level = models.PositiveSmallIntegerField("级次", default=1, editable=False)

    class Meta(DatedCode.Meta):
        verbose_name = "资金类型"
        verbose_name_plural = "资金类型"
        ordering = ["code"]

    @property
    def label(self) -> str:
        return code_label(self.code, self.name)

    def save(self, *args, **kwargs):
        self.level = len(self.code)
        super().save(*args, **kwargs)


class FunctionalSubjectQuerySet(DatedCodeQuerySet):
    def items(self):
        """The level a project may be put under (项, 7 digits)."""
        return self.filter(level=SubjectLevel.ITEM)

    def matching(self, text: str):
        """Also by any part of the path: 教育 finds every item under 205 教育支出."""
        if not fold(text):
            return self
        text = unicodedata.normalize("NFKC", text).strip()
        return self.filter(Q(code__startswith=text) | Q(path__alike=text) | Q(initials__contains=fold(text)))


class FunctionalSubject(DatedCode):
    """用途范围(功能科目): 支出功能分类科目, 类/款/项 by 3/5/7 digits; the code says the parent."""

    code = CleanCharField("科目编码", max_length=7, unique=True, validators=[validate_subject_code])
    level = models.PositiveSmallIntegerField("级次", choices=SubjectLevel, editable=False)
    path = CleanCharField("全称", max_length=320, blank=True, editable=False)

    objects = FunctionalSubjectQuerySet.as_manager()

    class Meta(DatedCode.Meta):
        verbose_name = "功能科目"
        verbose_name_plural = "功能科目"
        ordering = ["code"]

    @property
    def label(self) -> str:
        return code_label(self.code, self.name)

    @property
    def parent_codes(self) -> list[str]:
        return [self.code[:n] for n in (3, 5) if n < len(self.code)]

    def path_under(self, names: dict[str, str]) -> str:
        """类 › 款 › 项 by name; 行政运行 stands under dozens of 款 and only this tells them apart."""
        return " › ".join([*(names.get(code, code) for code in self.parent_codes), self.name])

    def save(self, *args, update_fields=None, **kwargs):
        self.level = SubjectLevel.of_code(self.code)
        parents = dict(
            FunctionalSubject.objects.filter(code__in=self.parent_codes).values_list("code", "name")
        )
        self.path = self.path_under(parents)
        if update_fields is not None:
            update_fields = {*update_fields, "level", "path"}
        super().save(*args, update_fields=update_fields, **kwargs)
        if self.level < SubjectLevel.ITEM:
            self._renew_paths_below()

    def _renew_paths_below(self):
        """What stands under this entry is found by its name too; it may be older than the entry."""
        below = list(FunctionalSubject.objects.filter(code__startswith=self.code).exclude(pk=self.pk))
        names = {subject.code: subject.name for subject in below} | {self.code: self.name}
        if above := self.parent_codes:
            names |= dict(FunctionalSubject.objects.filter(code__in=above).values_list("code", "name"))
        for subject in below:
            subject.path = subject.path_under(names)
        FunctionalSubject.objects.bulk_update(below, ["path"], batch_size=500)
