"""The queue of the tests: a job is done by its own process as soon as it would be seen by a worker."""

from django.db import transaction
from django_tasks.backends.immediate import ImmediateBackend


class AtCommit(ImmediateBackend):
    def enqueue(self, task, args, kwargs):
        transaction.on_commit(lambda: super(AtCommit, self).enqueue(task, args, kwargs))
