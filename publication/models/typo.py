"""Typo 错别字: a wrong word that published files had, for the check before publication."""

from django.core.exceptions import ValidationError
from django.db import models

from perfgoals.common.fields import CleanCharField

from ..checks import TypoRule


class Typo(models.Model):
    """错别字: kept by 财政. `exceptions` are words in which the wrong one is right, parted by 、."""

    wrong = CleanCharField("错", max_length=20, unique=True, error_messages={"unique": "名单里已有这个词。"})
    right = CleanCharField("对", max_length=20)
    exceptions = CleanCharField(
        "例外", max_length=200, blank=True, help_text="含有它而不错的词，用顿号隔开，例如 帐篷、蚊帐。"
    )
    blocking = models.BooleanField("强制", default=True, help_text="不勾选时只提示。")

    class Meta:
        verbose_name = "错别字"
        verbose_name_plural = "错别字"
        ordering = ["wrong"]

    def __str__(self):
        return f"{self.wrong}→{self.right}"

    def clean(self):
        super().clean()
        if self.wrong and self.wrong == self.right:
            raise ValidationError({"right": "“对”和“错”是同一个词。"})
        if self.wrong and self.wrong in (self.right or ""):
            raise ValidationError({"right": "改对以后还含有错的写法，会一直被指出。请把整个词写进“错”。"})

    @property
    def rule(self) -> TypoRule:
        words = tuple(word for word in self.exceptions.replace("，", "、").split("、") if word.strip())
        return TypoRule(self.wrong, self.right, words, self.blocking)
