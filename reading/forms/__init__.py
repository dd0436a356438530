"""Forms: one project on a sheet, as labels and values with a list of indicators below, or two."""
