def write_workbook(table, path, *, progress=None):
    path.write_bytes(b"")
