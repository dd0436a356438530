"""Lists that come as workbooks: units, codes, people. Upload, which column is what, preview, write.

They stand above projects and accounts, because a list of people names units and roles.
"""
