"""The pages of 消息 and 通知公告: what one is told, and what the bureau tells all."""
