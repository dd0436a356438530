"""统计: how far the units are, how much money, of which kind, and what the checks find."""
