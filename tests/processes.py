"""Several processes on one database, started at the same moment."""

import multiprocessing
import sqlite3
from contextlib import contextmanager

from django.db import connection

FORK = multiprocessing.get_context("fork")


@contextmanager
def shared_database(folder):
    """The test database where other processes reach it; on SQLite a copy in a file instead of the memory.

    For tests with `transaction=True`: what is made before is seen inside, what is made inside is dropped.
    """
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    memory, name = connection.connection, connection.settings_dict["NAME"]
    path = folder / "shared.sqlite3"
    with sqlite3.connect(path) as file:
        memory.backup(file)
    file.close()
    connection.connection, connection.settings_dict["NAME"] = None, str(path)
    try:
        yield
    finally:
        connection.close()
        connection.connection, connection.settings_dict["NAME"] = memory, name
        path.unlink()


def run_together(function, *argument_lists):
    """Call `function` once per argument list, each in a process of its own; the results in that order."""
    connection.close()
    barrier, answers = FORK.Barrier(len(argument_lists)), FORK.Queue()
    processes = [
        FORK.Process(target=_run, args=(barrier, answers, n, function, arguments))
        for n, arguments in enumerate(argument_lists)
    ]
    for process in processes:
        process.start()
    results = dict(answers.get(timeout=120) for _ in processes)
    for process in processes:
        process.join()
    return [results[n] for n in range(len(argument_lists))]


def _run(barrier, answers, n, function, arguments):
    connection.ensure_connection()
    barrier.wait()
    try:
        answers.put((n, function(*arguments)))
    except Exception as error:
        answers.put((n, f"{type(error).__name__}: {error}"))
    finally:
        connection.close()
