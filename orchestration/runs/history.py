"""Dagster's history is written without a wait for the disk at each event.

Dagster opens and closes its SQLite files once an event, and SQLite empties a file's write-ahead log to the disk
whenever its last connection is closed. A run records some 1,700 events, so that was most of the time they took.
"""

import sqlite3

from sqlalchemy import Engine
from sqlalchemy.event import listens_for

# One for each file that this process has written, open until the process ends.
_kept_open: dict[str, sqlite3.Connection] = {}


@listens_for(Engine, "connect")
def keep_open(connection: object, _: object) -> None:
    """Keep a connection of our own to each SQLite file, so that no other is ever its last.

    A crash loses nothing by it; a power cut loses the last moments' events.
    """
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.execute("PRAGMA synchronous = NORMAL").close()
    [(_, _, path)] = connection.execute("PRAGMA database_list").fetchall()
    if path:
        if path not in _kept_open:
            _kept_open[path] = sqlite3.connect(path, check_same_thread=False)
        # Only one that has read counts, and a new file gets its write-ahead log after its first connection.
        _kept_open[path].execute("SELECT count(*) FROM sqlite_master").fetchall()
