"""Looking at the pages of publication."""

from django.urls import reverse


def address(name, *args):
    return reverse(f"publication_{name}", args=args)


def shown(client, name, *args, **query):
    return client.get(address(name, *args), query).content.decode()
