"""What a list was taken to mean where its titles alone do not say it, for the preview."""

from collections.abc import Iterator

from openpyxl.utils import get_column_letter

from ..fields import field_of_title
from ..headers import Header
from ..indicator_columns import label_of
from ..layouts import WIDE_LIST, ListLayout, WideLayout


def understood(header: Header, layout: ListLayout | WideLayout) -> Iterator[str]:
    """Sentences (Chinese): joined columns, periods, columns read by another name than their title."""
    if layout is WIDE_LIST:
        yield "一个项目一行：各列的二级指标读作指标，名称和值从单元格里分开"
        return
    for one in header.lists:
        for target in one.joined:
            parts = [target.sign, target.value, target.measure]
            letters = "、".join(get_column_letter(column) for column in parts if column is not None)
            yield f"{letters} 列合并为{label_of(target.period)}"
        for target in one.targets:
            if header.assigned.get(target.value) == "value":
                letters = get_column_letter(target.value)
                yield f"{letters} 列“{header.title(target.value)}”读作{label_of(target.period)}"
    if len(header.lists) == 2 and not header.lists[0].is_certain:
        yield "左边的指标读作中期（实施周期值），右边的读作年度"
    column = header.fields.get("annual_objective")
    if column and field_of_title(header.title(column)) != "annual_objective":
        yield f"{get_column_letter(column)} 列“{header.title(column)}”读作年度绩效"
