"""Dagster's event log in SQLite, with one lasting connection a database.

A build of this project is about a thousand events, one for each test and table. Dagster's own class
opens and closes a connection several times an event, which took a third of a build's time. Layout
and place of the databases are Dagster's own: leaving this class out of ``dagster.yaml`` loses
nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as db
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._serdes import ConfigurableClassData
from sqlalchemy.pool import StaticPool

#: Databases held open: the index of all runs, and those of the runs looked at last.
MOST_OPEN = 16


class LastingSqliteEventLog(SqliteEventLogStorage):
    """The event log under ``DAGSTER_HOME/history/runs``."""

    def __init__(self, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines: dict[str, db.Engine] = {}
        base = Path(os.environ["DAGSTER_HOME"]) / "history" / "runs"
        super().__init__(str(base), inst_data)

    @classmethod
    def config_type(cls) -> dict[str, Any]:
        """No options: the place follows from DAGSTER_HOME."""
        return {}

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Any
    ) -> LastingSqliteEventLog:
        """Made by Dagster from ``dagster.yaml``."""
        return cls(inst_data)

    def _engine(self, shard: str) -> db.Engine:
        engine = self._engines.get(shard)
        if engine is None:
            engine = db.create_engine(
                self.conn_string_for_shard(shard),
                # The parent's lock lets one thread in at a time.
                poolclass=StaticPool,
                connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
            )
            # Before a power cut the last events of a run may be lost, never the database.
            db.event.listen(
                engine, "connect", lambda raw, _: raw.execute("pragma synchronous = normal")
            )
            self._engines[shard] = engine
            if len(self._engines) > MOST_OPEN:
                # The web page looks into many runs; the oldest connection can go.
                self._engines.pop(next(iter(self._engines))).dispose()
        return engine

    @contextmanager
    def _connect(self, shard: str) -> Iterator[db.Connection]:
        with self._db_lock:
            engine = self._engine(shard)
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            with engine.connect() as connection, connection.begin():
                yield connection

    def delete_events(self, run_id: str) -> None:
        """Remove the run's database too, which Dagster's own class leaves behind, empty."""
        super().delete_events(run_id)
        with self._db_lock:
            engine = self._engines.pop(run_id, None)
            if engine is not None:
                engine.dispose()
            self._initialized_dbs.discard(run_id)
            for ending in ("", "-wal", "-shm"):
                Path(self.path_for_shard(run_id) + ending).unlink(missing_ok=True)

    def dispose(self) -> None:
        """Close the connections when Dagster lets go of the instance."""
        with self._db_lock:
            for engine in self._engines.values():
                engine.dispose()
            self._engines.clear()
        super().dispose()
