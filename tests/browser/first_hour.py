"""The first hour of a bureau, as its people click it: from two accounts to the first submitted project.

`Person` counts what somebody does: each click, each field filled in, each file chosen.
"""

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page

from tests.indicators.tables_in import Row, workbook
from tests.overview.lists.files import CODES, PEOPLE, UNITS, list_file

PASSWORD = "第一小时的登录口令-{}-5827"
WIDTHS = (1366, 1920, 360)
SUPERVISORS, UNITS_BELOW, PROJECTS = 5, 25, 60


def units() -> list[tuple]:
    """30 units: 5 supervising departments and 25 below them."""
    above = [(f"{n}", f"某县第{n}主管局", "", "行政单位") for n in range(101, 101 + SUPERVISORS)]
    below = [
        (
            f"{100 + 1 + n % SUPERVISORS}{n // SUPERVISORS + 1:03d}",
            f"某县第{n + 1}中心",
            f"{101 + n % SUPERVISORS}",
            "财政补助事业单位",
        )
        for n in range(UNITS_BELOW)
    ]
    return above + below


def people() -> list[tuple]:
    """43 people: who fills in for each unit, who reviews, the finance bureau, an auditor."""
    above, below = units()[:SUPERVISORS], units()[SUPERVISORS:]
    found = [(f"填报{n}", f"t{n:02d}", unit[0], "填报") for n, unit in enumerate(below, start=1)]
    found += [(f"审核{n}", f"s{n:02d}", unit[1], "主管部门审核") for n, unit in enumerate(above, start=1)]
    found += [(f"财政审核{n}", f"r{n:02d}", "", "财政审核") for n in range(1, 7)]
    found += [(f"批复{n}", f"a{n:02d}", "", "批复") for n in range(1, 4)]
    found += [("审计员", "auditor", "", "审计员")]
    found += [(f"副手{n}", f"u{n:02d}", below[n][0], "填报") for n in range(3)]
    return found


def codes() -> list[tuple]:
    return [
        ("资金类型", "1111", "预算安排拨款", "2020-01-01", ""),
        ("功能科目", "201", "一般公共服务支出", "", ""), ("功能科目", "20132", "组织事务", "", ""),
        ("功能科目", "2013299", "其他组织事务支出", "", ""),
    ]  # fmt: skip


def last_years_table() -> bytes:
    """60 projects of 2025 under the tree of 2015."""
    rows = []
    for n in range(PROJECTS):
        unit = units()[SUPERVISORS + n % UNITS_BELOW]
        first = Row(
            unit=f"{unit[0]}-{unit[1]}", name=f"第{n + 1}号设备维护费", amount="50,000.00",
            justification="根据《某县信息系统管理办法》（某府〔2024〕3号）。",
            overall="完成12次设备维护，保障系统稳定运行。", annual="完成12次设备维护，系统可用率达到98%。",
            tier2="数量指标", indicator="设备维护次数", period="≥12次", target="≥12次",
        )  # fmt: skip
        rows.append(first)
        rows += [
            first.more(tier1=tier1, tier2=tier2, indicator=name, period=value, target=value)
            for tier1, tier2, name, value in (
                ("产出指标", "质量指标", "系统可用率", "≥98%"),
                ("产出指标", "时效指标", "维护按时完成率", "=100%"),
                ("产出指标", "成本指标", "维护总成本", "≤50000元"),
                ("效益指标", "社会效益", "受益办事群众人数", "≥1000人"),
                ("效益指标", "可持续影响", "设备正常使用年限", "≥3年"),
                ("满意度指标", "服务对象满意度", "办事群众满意度", "≥90%"),
            )
        ]
    return workbook(rows, title="某县2025年县级项目绩效目标表")


@dataclass
class Person:
    """Somebody at a browser; `actions` counts."""

    page: Page
    name: str
    shots: Path | None = None
    actions: int = 0
    seen: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Typing an address is an action too."""
        self.actions += 1
        self.page.goto(path)

    def click(self, role: str, name: str, **options) -> None:
        self.actions += 1
        self.page.get_by_role(role, name=name, **options).first.click()
        self.page.wait_for_load_state()

    def fill(self, label: str, value: str) -> None:
        self.actions += 1
        self.page.get_by_label(label, exact=False).first.fill(value)

    def choose(self, label: str, option: str) -> None:
        self.actions += 1
        self.page.get_by_label(label, exact=False).first.select_option(label=option)

    def attach(self, name: str, content: bytes) -> None:
        self.actions += 1
        file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        self.page.set_input_files("input[type=file]", file)

    def log_in(self, username: str, password: str) -> None:
        """With a first password, which is changed at once."""
        self.page.goto("/login/")
        self.fill("用户名", username)
        self.fill("密码", password)
        self.click("button", "登录")
        new = PASSWORD.format(username)
        self.fill("旧密码", password)
        self.page.locator("#id_new_password1").fill(new)
        self.page.locator("#id_new_password2").fill(new)
        self.actions += 2
        self.click("button", "保存新密码")

    def look(self, title: str) -> None:
        """The page at three widths: nothing wider than the window; pictures where a folder is named."""
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            over = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            if over > 0:
                self.seen.append(f"{title}: {over} px too wide at {width}")
            if self.shots:
                self.page.screenshot(path=self.shots / f"{title}-{width}.png", full_page=True)
        self.page.set_viewport_size({"width": 1366, "height": 900})


def import_list(person: Person, titles, rows) -> None:
    person.attach("清单.xlsx", list_file(titles, *rows).read())
    person.click("button", "上传并预览")
    person.click("button", "全部写入")


def units_and_codes(admin: Person) -> None:
    admin.look("1-empty-site")
    admin.click("link", "导入单位清单")
    import_list(admin, UNITS, units())
    admin.look("2-units")
    admin.click("link", "基础设置")
    admin.look("3-guide")
    admin.click("link", "导入代码清单")
    import_list(admin, CODES, codes())


def last_years_cycle(admin: Person) -> None:
    admin.click("link", "基础设置")
    admin.click("link", "新建批次")
    admin.fill("批次编码", "2025")
    admin.fill("预算年度", "2025")
    admin.fill("地区", "某县")
    admin.fill("级次", "县级")
    admin.choose("状态", "开放申报")
    admin.fill("申报截止", "2099-10-31")
    admin.choose("指标体系", "2015年指标体系（产出、效益、满意度）")
    admin.click("button", "建立批次")


def accounts(admin: Person) -> bytes:
    """The list of people and the sheet of slips; returns the PDF."""
    admin.click("link", "基础设置")
    admin.click("link", "导入人员清单")
    import_list(admin, PEOPLE, people())
    admin.look("4-slips")
    with admin.page.expect_download() as download:
        admin.click("button", "打印所选的密码条（PDF）")
    return Path(download.value.path()).read_bytes()


def confirm_roles(officer: Person) -> None:
    officer.click("link", "待确认的角色")
    officer.look("5-roles")
    officer.click("button", "授予所选的角色")


def new_year(admin: Person) -> None:
    """按上年新建, another tree mapped once, all projects copied."""
    admin.click("link", "基础设置")
    admin.click("link", "全部批次")
    admin.click("link", "按上年新建")
    admin.choose("指标体系", "2021年指标体系（成本、产出、效益、满意度）")
    admin.choose("状态", "开放申报")
    admin.actions += 1
    admin.page.get_by_label("把上年各单位的项目复制为草稿").check()
    admin.click("button", "建立批次")
    admin.choose("效益指标 › 可持续影响", "效益指标 › 社会效益指标")
    admin.look("6-mapping")
    admin.click("button", "保存并复制上年全部项目")
    admin.page.wait_for_selector(f"text={PROJECTS} / {PROJECTS}", timeout=60_000)
    admin.look("7-copied")


def import_last_year(reviewer: Person) -> None:
    """By the finance bureau: business is not the administrators'."""
    reviewer.open("/cycles/2025/imports/")
    reviewer.attach("上年.xlsx", last_years_table())
    reviewer.click("button", "上传并预览")
    reviewer.page.wait_for_selector("text=新增", timeout=60_000)
    reviewer.actions += 1
    reviewer.page.locator("form[action$='/write/'] button.primary").click()
    reviewer.page.wait_for_selector(f"text=已写入 {PROJECTS} 个项目", timeout=60_000)


def first_submission(preparer: Person) -> None:
    preparer.look("8-preparer")
    preparer.open("/cycles/2026/goals/")
    preparer.click("link", "号设备维护费")
    preparer.click("link", "填报", exact=True)
    preparer.page.wait_for_selector("html[data-ready=yes]")
    preparer.fill("当年项目金额（元）", "50000")
    preparer.page.keyboard.press("Tab")
    preparer.page.wait_for_selector("#save-state.is-good")
    preparer.look("9-form")
    preparer.click("link", "送审")
    preparer.look("10-submit")
    preparer.click("button", "送审")
    preparer.page.wait_for_selector("text=待主管部门审核")
    preparer.look("11-submitted")
