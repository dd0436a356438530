"""Names in quotes, as scripts write them."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.pure]

QUOTED = 'const { quoted } = await import("/static/js/quoted.js"); return given.map(quoted);'


def test_the_quotes_of_a_name_become_the_inner_ones(stage):
    stage.open()
    names = [" 到会人数 ", "“大组工网”费（年）", "“两新”党组织", ""]
    assert stage.run(QUOTED, names) == ["“到会人数”", "“‘大组工网’费（年）”", "“‘两新’党组织”", "“”"]
