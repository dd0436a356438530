from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"
    verbose_name = "消息与公告"

    def ready(self):
        from perfgoals.jobs.chores import chore

        from .domain.mail import send_mails

        chore(send_mails)
