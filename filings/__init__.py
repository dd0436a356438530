"""A table that is handed in: where it stands, who took which step, what was frozen, said and rated.

Each kind of table (绩效目标, 监控, 自评 …) registers itself as a `Kind`: its steps, its snapshot, its places.
"""
