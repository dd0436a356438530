"""A mail server that takes no letters."""

from smtplib import SMTPException

from django.core.mail.backends.base import BaseEmailBackend


class Backend(BaseEmailBackend):
    def send_messages(self, messages):
        raise SMTPException("mailbox busy")
