"""Pages on which 三员 keep accounts and roles.

They stand above projects, because a role is given for a unit; what they do is in perfgoals.accounts.domain.
"""
