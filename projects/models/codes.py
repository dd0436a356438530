"""Code lists: units, fund sources, functional subjects. Administrators edit and import them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from perfgoals.common.fields import CleanCharField
from perfgoals.common.initials import pinyin_initials

from ..enums import SubjectLevel
from ..validators import validate_department_code, validate_fund_code, validate_subject_code


class CodeListQuerySet(models.QuerySet):
    def active(self):
        return self.filter(active=True)

    def matching(self, text: str):
        """Entries whose code begins with `text`, or whose name or pinyin initials contain it."""
        text = text.strip()
        if not text:
            return self
        return self.filter(
            Q(code__startswith=text) | Q(name__icontains=text) | Q(initials__contains=text.lower())
        )


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


class Department(CodeListEntry):
    """部门 / 预算单位: a budget unit; its parent is the supervising department (主管部门)."""

    code = CleanCharField("单位编码", max_length=20, unique=True, validators=[validate_department_code])
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name="主管部门", null=True, blank=True, related_name="children"
    )

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
        """As the official table prints it: 130001-中共韶关市曲江区委组织部."""
        return f"{self.code}-{self.name}"

    def clean(self):
        super().clean()
        seen, node = {self.pk}, self.parent
        while node is not None:
            if node.pk in seen:
                raise ValidationError({"parent": "主管部门不能是本单位的下级单位。"})
            seen.add(node.pk)
            node = node.parent


class FundSource(CodeListEntry):
    """资金类型: national codes have up to three digits, localities add more (1111, 1113, 1211)."""

    code = CleanCharField("资金类型编码", max_length=10, unique=True, validators=[validate_fund_code])
    level = models.PositiveSmallIntegerField("级次", default=1, editable=False)

    class Meta:
        verbose_name = "资金类型"
        verbose_name_plural = "资金类型"
        ordering = ["code"]

    @property
    def label(self) -> str:
        """As the official table prints it: 1111预算安排拨款."""
        return f"{self.code}{self.name}"

    def save(self, *args, **kwargs):
        self.level = len(self.code)
        super().save(*args, **kwargs)


class FunctionalSubjectQuerySet(CodeListQuerySet):
    def items(self):
        """The level a project may be put under (项, 7 digits)."""
        return self.filter(level=SubjectLevel.ITEM)

    def matching(self, text: str):
        """Also by any part of the path: 教育 finds every item under 205 教育支出."""
        text = text.strip()
        if not text:
            return self
        return self.filter(
            Q(code__startswith=text) | Q(path__icontains=text) | Q(initials__contains=text.lower())
        )


class FunctionalSubject(CodeListEntry):
    """用途范围(功能科目): 支出功能分类科目, 类/款/项 by 3/5/7 digits; the code says the parent."""

    code = CleanCharField("科目编码", max_length=7, unique=True, validators=[validate_subject_code])
    level = models.PositiveSmallIntegerField("级次", choices=SubjectLevel, editable=False)
    path = CleanCharField("全称", max_length=320, blank=True, editable=False)

    objects = FunctionalSubjectQuerySet.as_manager()

    class Meta:
        verbose_name = "功能科目"
        verbose_name_plural = "功能科目"
        ordering = ["code"]

    @property
    def label(self) -> str:
        """As the official table prints it: 2013299其他组织事务支出."""
        return f"{self.code}{self.name}"

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
