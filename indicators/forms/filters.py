"""Filters of the goal list; they live in the URL, so that a list can be bookmarked and sent."""

from django import forms
from django.db.models import Exists, F, OuterRef, Q
from django.utils.functional import cached_property

from filings.domain.sent_back import being_revised
from filings.enums import FilingStatus
from perfgoals.accounts.enums import BUSINESS_ROLES
from perfgoals.common.fields import CleanFormField
from perfgoals.common.folding import half_width
from projects.models import Department, FunctionalSubject, FundSource

from ..domain.counting.reading import Counts
from ..domain.counting.words import units_naming
from ..domain.long_lists import LARGE
from ..domain.review.blocked import recount, with_obstacles
from ..models.goal import GOAL
from .figures import FigureFilterForm, hidden

TABLE_ORDER = ("project__department__code", "project__position", "pk")
SORTS = {
    "unit": TABLE_ORDER,
    "name": ("project__name", "pk"),
    "fund": ("project__fund_source__code", *TABLE_ORDER),
    "subject": ("project__functional_subject__code", *TABLE_ORDER),
    "amount": ("project__amount", "pk"),
    "status": ("filing__status", "filing__department_id", "filing__submitted_at", "pk"),
    "updated": ("filing__updated_at", "pk"),
}
# Orders that an index of the filings has, filing_by_status and filing_by_update.
SORTED_FILINGS = frozenset({"status", "updated"})
MAY_BE_EMPTY = {"project__fund_source__code", "project__functional_subject__code", "project__amount"}
# Filters that an index of the filings answers.
BY_FILING = frozenset({"status", "handed", "sent_on", "sent_until"})
# More than this that a search finds is not listed in the query.
MOST_KEYS = 500
FILLS = [
    ("", "不限"),
    ("gaps", "待填（草稿有必须改的）"),
    ("ready", "待送审（草稿可以送审）"),
    ("revised", "待调整（批复后退回调整）"),
]


class GoalFilterForm(FigureFilterForm):
    """Filters of the goal list, and its order."""

    not_filters = frozenset({"order", "texts", "all"})
    fund = forms.ModelChoiceField(
        FundSource.objects.none(),
        label="资金类型",
        required=False,
        empty_label="全部资金",
        to_field_name="code",
    )
    subject = forms.ModelChoiceField(
        FunctionalSubject.objects.none(),
        label="功能科目",
        required=False,
        empty_label="全部科目",
        to_field_name="code",
    )
    status = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部状态"), *FilingStatus.choices]
    )
    fill = forms.ChoiceField(label="填写", required=False, choices=FILLS)
    role = forms.ChoiceField(label="按我的角色", required=False, choices=[("", "全部角色")])
    q = CleanFormField(label="搜索", required=False, max_length=100)
    texts = hidden(forms.ChoiceField, choices=[("yes", "也在申报理由中查找")])
    all = hidden(forms.ChoiceField, choices=[("yes", "全部列出并合计")])
    order = forms.CharField(required=False, widget=forms.HiddenInput)

    def offer(self, *, cycle, user):
        self.user, self.cycle = user, cycle
        self.only_in_reasons = False  # whether the search found something in the reasons alone
        self.names_many = False  # whether more than MOST_KEYS projects are named as is searched
        self.is_unnamed = False  # whether no name has what is searched, and the reasons were not read
        self.is_counted = True  # whether the filter 填写 knows every table as it is now
        self.fields["q"].widget.attrs["placeholder"] = "项目、单位、编码"
        self._offer_roles(user)
        self._offer_codes(cycle, user)
        self.offer_figures()

    def _offer_codes(self, cycle, user):
        """Only what some project in sight has: each code is looked up once, not each project."""
        projects = cycle.projects.visible_to(user).order_by()
        having = Exists(cycle.projects.filter(department=OuterRef("pk")).order_by())
        units = Department.objects.filter(user.department_scope("pk"), having)
        if user.only_department:
            self.offer_one_unit(units)
        else:
            self.offer_units(units, cycle=cycle)
        self.fields["fund"].queryset = FundSource.objects.filter(
            Exists(projects.filter(fund_source=OuterRef("pk")))
        )
        self.fields["subject"].queryset = FunctionalSubject.objects.filter(
            Exists(projects.filter(functional_subject=OuterRef("pk")))
        )

    def _offer_roles(self, user):
        """To whoever has several business roles; for all others the role of an address changes nothing."""
        held = [(role.value, role.label) for role in BUSINESS_ROLES if user.has_role(role)]
        self.fields["role"].choices += held
        if len(held) < 2:
            del self.fields["role"]

    @property
    def sort_key(self) -> str:
        """A known column, with a minus for descending; the table's own order otherwise."""
        key = self.cleaned_data.get("order") or "unit"
        return key if key.removeprefix("-") in SORTS else "unit"

    def codes_in_order(self, name: str) -> list[int | None]:
        """Keys of the funds or subjects as the list sorted by them has them, None for those without."""
        in_order = self.fields[name].queryset.order_by("-code" if self.sort_key.startswith("-") else "code")
        return [*in_order.values_list("pk", flat=True), None]

    def apply(self, goals):
        """The goals that match, unsorted."""
        lookups = {
            "unit": "project__department", "fund": "project__fund_source",
            "subject": "project__functional_subject", "status": "filing__status",
        }  # fmt: skip
        chosen = self.chosen
        goals = goals.filter(**{lookups[key]: value for key, value in chosen.items() if key in lookups})
        goals = self.apply_figures(goals)
        fill = chosen.get("fill")
        if fill == "revised":
            goals = goals.filter(being_revised("filing__"))
        elif fill:
            drafts = goals.filter(filing__status=FilingStatus.DRAFT)
            changed = recount(drafts, cycle=self.cycle)
            self.is_counted = changed.complete
            goals = with_obstacles(drafts, changed).filter(is_blocked=fill == "gaps")
        if role := chosen.get("role"):
            goals = goals.filter(self.user.department_scope("project__department", role))
        if text := chosen.get("q", "").strip():
            goals = self._search(goals, text)
        return goals

    def to_sum(self, goals):
        """The same goals to count and to sum: where a status is chosen, the index of the filings has them."""
        return goals if BY_FILING.isdisjoint(self.chosen) else self._by_filings(goals)

    def _by_filings(self, goals):
        """The same goals: that they are filings of this cycle is said, so that an index of those is used."""
        return goals.filter(filing__cycle=self.cycle, filing__kind=GOAL)

    @cached_property
    def is_large(self) -> bool:
        """Whether the person sees so many tables that a search does not count all that it finds."""
        return Counts(self.cycle, self.user).total("status").count > LARGE

    @property
    def finds_beginning(self) -> bool:
        """Whether the list is a search of which only the beginning is wanted, if it finds very much."""
        return "q" in self.chosen and not self.cleaned_data.get("all") and self.is_large

    def _search(self, goals, text: str):
        """By names and codes, which indexes have; by the reasons too if asked, or if there is nothing else.

        The reasons of 100,000 projects take five times as long to read as their names: where there are so
        many, only if asked.
        """
        named, in_reasons = self._named(text), Q(project__justification__alike=text)
        asked = bool(self.cleaned_data.get("texts"))
        if named is not None:
            return goals.filter(named | in_reasons) if asked else goals.filter(named)
        self.is_unnamed = self.is_large and not asked
        self.only_in_reasons = not self.is_unnamed
        return goals.none() if self.is_unnamed else goals.filter(in_reasons)

    def _named(self, text: str) -> Q | None:
        """By the project's name, by a unit's or subject's code or name; None if there is none.

        What is found is looked up beforehand and asked by its keys: a condition over three tables at once
        would be tried on every project.
        """
        projects, code = self._projects_naming(text), half_width(text)
        units = self.units.filter(Q(code__istartswith=code) | Q(name__alike=text))
        subjects = self.fields["subject"].queryset.filter(code__startswith=code)
        found = [
            ("pk", projects, Q(project__name__alike=text)),
            ("project__department", units, Q(project__department__in=units.values("pk"))),
            ("project__functional_subject", subjects, Q(project__functional_subject__code__startswith=code)),
        ]
        condition = None
        for path, rows, whole in found:
            keys = list(rows.order_by().values_list("pk", flat=True)[: MOST_KEYS + 1])
            self.names_many |= rows is projects and len(keys) > MOST_KEYS
            if keys:
                part = Q(**{f"{path}__in": keys}) if len(keys) <= MOST_KEYS else whole
                condition = part if condition is None else condition | part
        return condition

    def _projects_naming(self, text: str):
        """Projects with the text in their names; of a few units alone, where it is known which have it."""
        projects = self.cycle.projects.visible_to(self.user).filter(name__alike=text)
        units = units_naming(text, cycle=self.cycle, most=MOST_KEYS) if self.is_large else None
        return projects if units is None else projects.filter(department__in=units)

    def sort(self, goals):
        """Empty amounts and codes come last in either direction."""
        key = self.sort_key
        descending, key = key.startswith("-"), key.removeprefix("-")
        columns = SORTS[key]
        goals = self._by_filings(goals) if key in SORTED_FILINGS else goals
        return goals.order_by(*(_ordering(column, descending) for column in columns))


def _ordering(column: str, descending: bool):
    # Where nothing can be empty, nothing is said about it: an index could not be used otherwise.
    last = True if column in MAY_BE_EMPTY else None
    return F(column).desc(nulls_last=last) if descending else F(column).asc(nulls_last=last)
