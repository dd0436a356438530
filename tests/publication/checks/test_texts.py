"""Texts that published files had: every kind is found, and what only looks like it is not."""

import pytest

from tests.publication.checks.looking import checks_hit, found_in

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    "text",
    [
        "保障运行（100字以内）", "（请简要描述项目内容，200字左右）", "【不超过150字】",
        "年度目标：请填写年度目标",
        "填报说明：本表由单位填写", "目标1：完成建设\n目标2：", "指标1：……", "……", "项目简介（示例）",
        "（简述项目的背景和必要性）", "限 300 字", "此处填写指标内容",
    ],
)  # fmt: skip
def test_instructions_of_the_template(text):
    assert "instructions_left" in checks_hit(text)


@pytest.mark.parametrize(
    "text",
    [
        "目标1：完成道路建设；目标2：验收合格。", "印发《作文一百字》3000册",
        "发放宣传资料，群众据实填报后受理。",
        "维修房屋、道路……共12处", "按规定填写台账的村达到100%", "设立示例学校2所", "制作100字标语20幅",
    ],
)  # fmt: skip
def test_what_only_looks_like_instructions(text):
    assert checks_hit(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "详见附件",
        "见附表2。",
        "详见项目支出绩效目标表",
        "同整体绩效",
        "（详见实施方案）",
        "绩效目标：参见《三年规划》",
        "与上年一致",
        "同上年度目标。",
    ],
)
def test_a_goal_that_only_points_elsewhere(text):
    assert checks_hit(text, field="annual") == ["points_elsewhere"]
    assert checks_hit(text) == []  # 设立依据 may point to a document


@pytest.mark.parametrize(
    "text",
    [
        "同比增长5%，详见附件的项目全部完成。",
        "见义勇为奖励10人。",
        "同步推进3个村的改造。",
        "见证登记200件。",
        "受理量与上年一致，为200件。",
    ],
)
def test_a_goal_that_says_something(text):
    assert checks_hit(text, field="annual") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("总投资3，518.85万元", "3518.85万元"), ("支付1，200元", "1200元"), ("合计35,18.85万元", "35,18.85"),
        ("共计1,2345元", "12345"), ("其中12。5万元", "12.5"), ("维护，35,18.85万元", "35,18.85"),
        ("资金2，345，678.90", "2345678.90"),
    ],
)  # fmt: skip
def test_commas_in_amounts(text, said):
    [(check, level, proposal)] = found_in(text)
    assert (check, level) == ("comma_in_amount", "blocking")
    assert proposal.startswith(said.replace(",", "")) or said in text


@pytest.mark.parametrize(
    "text",
    [
        "总投资3,518.85万元", "新建3个，200户受益", "完成1，100%覆盖", "建设道路5，桥梁3",
        "支付1,234,567元，20人",
        "分3年，2024年100万元", "补助1000元，500元各一批", "项目2，3万元以上的5个",
    ],
)  # fmt: skip
def test_commas_that_part_a_sentence(text):
    assert "comma_in_amount" not in checks_hit(text)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("完成改造（含管网", "blocking"), ("依据《办法实施", "blocking"), ("改造）完成", "blocking"),
        ("印发【2024", "blocking"), ("弘扬“工匠精神", "advice"), ("（甲（乙）", "blocking"),
    ],
)  # fmt: skip
def test_brackets_without_their_other_half(text, level):
    assert [(check, found) for check, found, _ in found_in(text)] == [("open_bracket", level)]


@pytest.mark.parametrize(
    "text",
    [
        "1）建设道路；2）改造管网",
        "（一）建设(甲)；a)改造",
        "《办法（试行）》〔2024〕1号",
        "“甲‘乙’丙”",
        "①改造；（2）新建",
        "一）总体；二）分项",
    ],
)
def test_brackets_that_are_whole(text):
    assert checks_hit(text) == []


@pytest.mark.parametrize(
    ("text", "proposal"),
    [
        ('"保障运行"', "保障运行"),
        ('"含""大组工网""维护"', '含"大组工网"维护'),
        ("'0012", "0012"),
        ('="900001"', "900001"),
    ],
)
def test_quotes_of_the_spreadsheet(text, proposal):
    assert found_in(text) == [("stray_quotes", "blocking", proposal)]


def test_quotes_inside_and_a_single_one():
    assert checks_hit('维护""大组工网') == checks_hit('维护"大组工网') == ["stray_quotes"]
    assert checks_hit('维护"大组工网"系统') == checks_hit('购买32"显示器') == []


def test_hashes():
    assert checks_hit("####") == ["hashes"]
    assert checks_hit("3#楼、4#楼") == []


def test_typos_with_their_exceptions_and_levels():
    assert found_in("建立建全制度") == [("typos", "blocking", "建立健全")]
    assert found_in("布署工作") == [("typos", "advice", "部署")]
    assert checks_hit("发放帐篷、蚊帐，青纱帐") == []
    assert checks_hit("发放帐篷并记帐") == ["typos"]
    assert checks_hit("帐", typos=()) == []


def test_a_unit_that_calls_itself_a_department():
    assert found_in("由我部门负责实施") == [("unit_mixed_up", "advice", "我单位")]
    assert checks_hit("部门整体支出绩效目标") == ["unit_mixed_up"]
    assert checks_hit("由我部门负责实施", below=False) == []
    assert checks_hit("配合主管部门，各部门协作") == []


def test_a_finding_says_place_reason_and_proposal():
    from publication.checks import Passage, check_unit
    from tests.publication.checks.looking import unit_with

    [found] = check_unit(unit_with(Passage("年度绩效", "拨付" + "长" * 60 + "建立建全")))
    assert (found.project, found.project_name, found.place) == (1, "网络维护费", "年度绩效")
    assert (found.said, found.proposal) == ("建立建全", "建立健全")
    assert found.title and found.why and found.level_label == "强制" and found.blocks
