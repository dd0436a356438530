def preview_pages(table):
    return []
