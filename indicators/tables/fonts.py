class MissingFont(Exception):
    pass
