"""What stands on top of everything: 待办, bell, menu, people. It knows every room; no room knows it."""
