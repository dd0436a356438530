"""Who may read the audit."""

# Role.AUDITOR: accounts records here, so its names can't be imported here; a test holds the two together.
AUDITOR = "auditor"


def may_read_audit(user) -> bool:
    """审计员 reads everything and changes nothing; nobody else reads."""
    return user.has_role(AUDITOR)
