def write_pdf(table, path, *, progress=None):
    path.write_bytes(b"")
