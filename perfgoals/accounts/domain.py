"""Making accounts and giving roles."""

import secrets

from django.db import transaction

from .enums import Role
from .models import Membership, User

# Without letters and digits that look alike in print.
ALPHABET = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def random_password(length: int = 16) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def create_user(*, username: str, full_name: str) -> tuple[User, str]:
    """A new account with a random first password, returned once and changed at the first login."""
    password = random_password()
    user = User(username=username, full_name=full_name, must_change_password=True)
    user.set_password(password)
    user.full_clean()
    user.save()
    return user, password


def grant_role(*, user: User, role: Role, department=None) -> Membership:
    """Give a role; refuses to mix business and administrative roles (ValidationError)."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        membership = Membership(user=user, role=role, department=department)
        membership.full_clean()
        membership.save()
    user.__dict__.pop("roles", None)
    return membership
