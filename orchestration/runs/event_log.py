"""Dagster's SQLite storage, which stores events in batches, and single ones at a third of the cost.

A run over 120 load days records some 3,600 events of the lake's partitions, planned and made, and 500 of
dbt's. Stored one by one they cost 8 ms each, which is more than all of the run's work. Dagster hands
the partitions' over in batches where `DAGSTER_EVENT_BATCH_SIZE` is set (see `orchestration.settings`), of
which its SQLite log makes no use; and it makes an engine and a connection for each event.
"""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import get_ident
from typing import Self

from dagster import EventLogEntry
from dagster._core.events import ASSET_CHECK_EVENTS, ASSET_EVENTS
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.event_log.schema import SqlEventLogStorageTable
from dagster._core.storage.event_log.sqlite.sqlite_event_log import INDEX_SHARD_NAME
from dagster._core.storage.sql import create_engine
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage, _event_logs_directory
from dagster._serdes import ConfigurableClassData
from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.event import listen

# One for the index and a few for the runs in use; a page of the UI may ask for many more.
MOST_ENGINES = 8
_SUPERSEDED = """
    SELECT id FROM event_logs WHERE run_id = :run_id AND (asset_key IS NULL OR EXISTS (
        SELECT 1 FROM event_logs AS later
        WHERE later.asset_key = event_logs.asset_key AND later.dagster_event_type = event_logs.dagster_event_type
        AND later.partition IS event_logs.partition AND later.id > event_logs.id
    ))
"""
FORGET_RUN = (
    f"DELETE FROM asset_event_tags WHERE event_id IN ({_SUPERSEDED})",  # noqa: S608
    f"DELETE FROM event_logs WHERE id IN ({_SUPERSEDED})",  # noqa: S608
    """
    DELETE FROM asset_check_executions WHERE run_id = :run_id AND EXISTS (
        SELECT 1 FROM asset_check_executions AS later
        WHERE later.asset_key = asset_check_executions.asset_key
        AND later.check_name = asset_check_executions.check_name
        AND later.partition IS asset_check_executions.partition AND later.id > asset_check_executions.id
    )
    """,
)


class BatchedSqliteStorage(DagsterSqliteStorage):
    """Dagster's own storage but for the event log; the files are the same and can be read by either."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None):
        super().__init__(base_dir, inst_data)
        self._event_log_storage = BatchedSqliteEventLogStorage(_event_logs_directory(base_dir))

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData, config_value: dict) -> Self:
        return cls.from_local(inst_data=inst_data, **config_value)


class BatchedSqliteEventLogStorage(SqliteEventLogStorage):
    """Dagster's event log: a file for each run, and an index over all."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None):
        super().__init__(base_dir, inst_data)
        self._held_index: dict[int, Connection] = {}
        self._engines: OrderedDict[str, Engine] = OrderedDict()

    def store_event_batch(self, events: Sequence[EventLogEntry]) -> None:
        """Store events of one run, of the kinds that Dagster batches: all stand in run and index alike."""
        rows = [self._event_to_row(event) for event in events]
        with self.run_connection(events[0].run_id) as run:
            run.execute(SqlEventLogStorageTable.insert(), rows)
        with self._hold_index() as index:
            insert = SqlEventLogStorageTable.insert()
            insert = insert.returning(SqlEventLogStorageTable.c.id, sort_by_parameter_order=True)
            event_ids = [event_id for (event_id,) in index.execute(insert, rows)]
            self._store_of_assets(index, events, event_ids)
            for event, event_id in zip(events, event_ids, strict=True):
                if event.dagster_event_type in ASSET_CHECK_EVENTS:
                    self.store_asset_check_event(event, event_id)

    def _store_of_assets(self, index: Connection, events: Sequence[EventLogEntry], event_ids: list[int]) -> None:
        pairs = [
            (event, event_id)
            for event, event_id in zip(events, event_ids, strict=True)
            if event.dagster_event_type in ASSET_EVENTS
        ]
        self._store_asset_event_tags(index, [event for event, _ in pairs], [event_id for _, event_id in pairs])
        # An asset has one row, which each event overwrites: only its newest one is worth the writing.
        newest = {event.get_dagster_event().asset_key: (event, event_id) for event, event_id in pairs}
        for event, event_id in newest.values():
            self._store_asset_event(index, event, event_id)

    def forget_runs(self, run_ids: Sequence[str]) -> None:
        """Delete what the index holds of these runs, but for what no other has done again: the newest event of an
        asset and load day, the newest execution of a check.
        """
        with self._connect(INDEX_SHARD_NAME) as index:
            for run_id in run_ids:
                for statement in FORGET_RUN:
                    index.execute(text(statement), {"run_id": run_id})

    @contextmanager
    def _hold_index(self) -> Iterator[Connection]:
        with self._connect(INDEX_SHARD_NAME) as index:
            self._held_index[get_ident()] = index
            try:
                yield index
            finally:
                del self._held_index[get_ident()]

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        held = self._held_index.get(get_ident())
        if held is not None and shard == INDEX_SHARD_NAME:
            yield held
            return
        with self._db_lock, self._find_engine(shard).begin() as connection:
            yield connection

    def _find_engine(self, shard: str) -> Engine:
        if shard in self._engines:
            self._engines.move_to_end(shard)
            return self._engines[shard]
        # Kept open in SQLAlchemy's pool: closing the last connection of a write-ahead log empties it to the disk.
        engine = create_engine(self.conn_string_for_shard(shard), connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS})
        # With SQLite's write-ahead log a crash loses nothing by this, a power cut the last moments' events.
        listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous = NORMAL").close())
        self._initdb(engine)
        self._initialized_dbs.add(shard)
        self._engines[shard] = engine
        if len(self._engines) > MOST_ENGINES:
            _, oldest = self._engines.popitem(last=False)
            oldest.dispose()
        return engine
