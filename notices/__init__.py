"""What the site tells people: 消息 to one person, 通知公告 to all of them. It knows units, no tables.

Messages are written in the transaction of the step they tell of, and shown as far as the reader's roles
reach when he reads them.
"""
