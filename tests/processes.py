"""Several processes on one database, started at the same moment."""

import multiprocessing
import sqlite3
from contextlib import closing, contextmanager

from django.db import DEFAULT_DB_ALIAS, connection, connections

FORK = multiprocessing.get_context("fork")


@contextmanager
def shared_database(folder):
    """The test database where other processes reach it; on SQLite a copy in a file instead of the memory.

    For tests with `transaction=True`: what is made before is seen inside, what is made inside is dropped.
    The file gets a connection of its own: threads of a live server keep theirs, and a request that still
    runs there can't open the file in this process, which would hand an open SQLite file to forked children.
    """
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    memory, path = connections[DEFAULT_DB_ALIAS], folder / "shared.sqlite3"
    with closing(sqlite3.connect(path)) as file:
        memory.connection.backup(file)
    connections[DEFAULT_DB_ALIAS] = memory.copy()
    connections[DEFAULT_DB_ALIAS].settings_dict["NAME"] = str(path)
    try:
        yield
    finally:
        connection.close()
        connections[DEFAULT_DB_ALIAS] = memory
        path.unlink()


def run_together(function, *argument_lists):
    """Call `function` once per argument list, each in a process of its own; the results in that order."""
    connection.close()
    database = connections[DEFAULT_DB_ALIAS]
    barrier, answers = FORK.Barrier(len(argument_lists)), FORK.Queue()
    processes = [
        FORK.Process(target=_run, args=(database, barrier, answers, n, function, arguments))
        for n, arguments in enumerate(argument_lists)
    ]
    for process in processes:
        process.start()
    results = dict(answers.get(timeout=120) for _ in processes)
    for process in processes:
        process.join()
    return [results[n] for n in range(len(argument_lists))]


def _run(database, barrier, answers, n, function, arguments):
    # Where a browser's event loop runs in this thread, Django looks connections up in the loop's context. The
    # loop does not live on in a forked child, so the child would find another connection: say which one.
    connections[DEFAULT_DB_ALIAS] = database
    connection.ensure_connection()
    barrier.wait()
    try:
        answers.put((n, function(*arguments)))
    except Exception as error:
        answers.put((n, f"{type(error).__name__}: {error}"))
    finally:
        connection.close()
