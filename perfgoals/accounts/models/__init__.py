"""Who works here and in which role, how they prove it, and what is still to be confirmed."""

from .people import Membership, User, by_role
from .proofs import Authenticator, PasswordReset, RecoveryCode
from .proposal import RoleProposal

__all__ = [
    "Authenticator",
    "Membership",
    "PasswordReset",
    "RecoveryCode",
    "RoleProposal",
    "User",
    "by_role",
]
