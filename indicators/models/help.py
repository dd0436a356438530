"""FieldHelp 填写说明: one line and an example per field, in the words of the place that uses it."""

from django.db import models

from perfgoals.common.fields import CleanCharField, CleanTextField


class FieldHelp(models.Model):
    """填写说明: what to write into one field; forms look it up by `key`, administrators edit the texts."""

    key = models.SlugField("字段", max_length=40, unique=True, editable=False)
    label = CleanCharField("名称", max_length=50)
    text = CleanCharField("说明", max_length=200, help_text="一句话，显示在填报页的字段旁。")
    example = CleanTextField("示例", max_length=500, blank=True)
    position = models.PositiveSmallIntegerField("顺序", default=0, editable=False)

    class Meta:
        verbose_name = "填写说明"
        verbose_name_plural = "填写说明"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.label
