"""Backups of a whole site, and bringing them back, on SQLite and on PostgreSQL alike."""
