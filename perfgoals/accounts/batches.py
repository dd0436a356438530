"""Many people at once: accounts of a list, the roles asked for them, their first passwords.

系统管理员 brings a list in and prints the slips; 安全管理员 decides on the roles. Until then an account of a
list can do nothing. `by` is the person who acts; every change is recorded in its own transaction.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from perfgoals.audit.domain import Event, record_all
from perfgoals.audit.enums import Verb

from .domain import make_membership, random_password
from .enums import GUARDED_ROLES, Role
from .models import Membership, RoleProposal, User

# 16 random characters are 92 bits: nobody guesses them, however fast the hash. The full count of iterations
# takes half a second each, so that slips for a whole county would take an hour; the first login brings it.
FIRST_PASSWORD_ITERATIONS = 10_000


@dataclass(frozen=True)
class Wanted:
    """A role that a list asks for a person."""

    username: str
    role: Role
    department: object | None = None


@dataclass(frozen=True)
class Slip:
    """What is handed to one person; the password exists nowhere else."""

    user: User
    password: str


@dataclass(frozen=True)
class Decision:
    """What became of one proposal; `reason` says why it stays open."""

    proposal: RoleProposal
    granted: bool
    reason: str = ""


def create_accounts(*, names: dict[str, str], wanted: Iterable[Wanted], by: User) -> int:
    """Make an account for every username → full name that has none, and propose the wanted roles.

    Accounts have no password until `issue_first_passwords`. Roles held or proposed already are passed over.
    Returns how many accounts were made. All or nothing: a ValidationError leaves nothing behind.
    """
    with transaction.atomic():
        known = set(User.objects.filter(username__in=names).values_list("username", flat=True))
        made = [_account(name, full) for name, full in names.items() if name not in known]
        User.objects.bulk_create(made)
        users = {user.username: user for user in User.objects.filter(username__in=names)}
        proposals = _proposals(users, wanted, by)
        RoleProposal.objects.bulk_create(proposals)
        events = [
            Event(
                Verb.CREATE,
                by=by,
                obj=users[user.username],
                after={"用户名": user.username, "姓名": user.full_name},
            )
            for user in made
        ]
        events += [Event(Verb.PROPOSE, by=by, obj=p.user, after={"角色": str(p)}) for p in proposals]
        record_all(events)
    return len(made)


def _account(username: str, full_name: str) -> User:
    user = User(username=username, full_name=full_name, must_change_password=True)
    user.set_unusable_password()
    user.full_clean()
    return user


def _proposals(users: dict[str, User], wanted: Iterable[Wanted], by: User) -> list[RoleProposal]:
    keys = [user.pk for user in users.values()]
    fields = ("user", "role", "department")
    taken = set(Membership.objects.filter(user__in=keys).values_list(*fields))
    taken |= set(RoleProposal.objects.open().filter(user__in=keys).values_list(*fields))
    proposals = []
    for want in wanted:
        user, unit = users[want.username], want.department
        key = (user.pk, want.role, unit.pk if unit else None)
        if key not in taken:
            taken.add(key)
            proposals.append(RoleProposal(user=user, role=want.role, department=unit, proposed_by=by))
    return proposals


def waiting_for_slips():
    """Accounts that nobody has ever logged in to: their first password may be printed, and printed again."""
    guarded = Membership.objects.filter(user=OuterRef("pk"), role__in=GUARDED_ROLES)
    never = User.objects.filter(is_active=True, must_change_password=True, last_login__isnull=True)
    return never.filter(~Exists(guarded)).order_by("username")


def issue_first_passwords(*, users: Collection[int], by: User) -> list[Slip]:
    """New first passwords for those of the accounts that still wait for one; earlier slips are void.

    They are returned once and stored nowhere; each has to be changed at the first login.
    """
    with transaction.atomic():
        found = list(waiting_for_slips().filter(pk__in=users).select_for_update())
        slips = []
        for user in found:
            password = random_password()
            user.password = _first_hash(password)
            slips.append(Slip(user, password))
        User.objects.bulk_update(found, ["password"], batch_size=500)
        record_all(Event(Verb.FIRST_PASSWORD, by=by, obj=user) for user in found)
    return slips


def _first_hash(password: str) -> str:
    hasher = get_hasher()
    if isinstance(hasher, PBKDF2PasswordHasher):
        return hasher.encode(password, hasher.salt(), iterations=FIRST_PASSWORD_ITERATIONS)
    return hasher.encode(password, hasher.salt())


def confirm_proposals(*, proposals: Collection[int], by: User) -> list[Decision]:
    """Grant what is proposed, as far as it may be; each of the rest stays open with its reason.

    Proposals that somebody decided meanwhile are passed over.
    """
    with transaction.atomic():
        found = _locked(proposals)
        decisions, events = [], []
        for proposal in found:
            try:
                membership = make_membership(
                    user=proposal.user, role=Role(proposal.role), department=proposal.department, by=by
                )
            except ValidationError as refusal:
                decisions.append(Decision(proposal, False, "；".join(refusal.messages)))
                continue
            _decide(proposal, by, granted=True)
            decisions.append(Decision(proposal, True))
            events.append(Event(Verb.GRANT, by=by, obj=proposal.user, after={"角色": str(membership)}))
        record_all(events)
    return decisions


def decline_proposals(*, proposals: Collection[int], by: User) -> int:
    """Take the proposals off the list without granting anything; returns how many."""
    with transaction.atomic():
        found = _locked(proposals)
        for proposal in found:
            _decide(proposal, by, granted=False)
        record_all(Event(Verb.DECLINE, by=by, obj=p.user, before={"角色": str(p)}) for p in found)
    return len(found)


def _locked(proposals: Collection[int]) -> list[RoleProposal]:
    """The open ones, with the rows of their users held: granting elsewhere waits for the same rows."""
    keys = RoleProposal.objects.open().filter(pk__in=proposals).values("user")
    users = {user.pk: user for user in User.objects.filter(pk__in=keys).order_by("pk").select_for_update()}
    found = list(RoleProposal.objects.open().filter(pk__in=proposals).select_related("department"))
    for proposal in found:
        proposal.user = users[proposal.user_id]
    return found


def _decide(proposal: RoleProposal, by: User, *, granted: bool) -> None:
    proposal.decided_by, proposal.decided_at, proposal.granted = by, timezone.now(), granted
    proposal.save(update_fields=["decided_by", "decided_at", "granted"])
