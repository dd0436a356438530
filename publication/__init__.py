"""公开: what goes online, checked before it goes; the register of what is due, out and why not."""
