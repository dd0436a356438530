"""Lists: many projects under one header, one indicator or one project a row."""
