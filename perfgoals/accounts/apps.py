from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "perfgoals.accounts"
    verbose_name = "账号与角色"
