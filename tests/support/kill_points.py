"""The daily command, or the one that drops events, killed at a named point: `kill_points.py <name> [BEFORE]`.

The product knows nothing of it: a function of the product is wrapped so that the process kills itself at its n-th
call, before or after its work. Points inside dbt are statements of a model; dbt then runs as killed_dbt.py beside this.
"""

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path

KILLED_DBT = Path(__file__).with_name("killed_dbt.py")


def kill_own_process(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True)
class At:
    """The n-th call of a function of the product, by the module that calls it."""

    module: str
    function: str
    call: int = 1
    after: bool = False
    is_forced: bool = False
    is_published: bool = False

    def find(self) -> Callable:
        """Return the function; AttributeError where the product has none of that name any more."""
        return getattr(import_module(self.module), self.function)

    def arm(self) -> None:
        real = self.find()
        calls = []

        def die(*args: object, **options: object) -> object:
            calls.append(self.function)
            if len(calls) < self.call:
                return real(*args, **options)
            if self.after:
                real(*args, **options)
            return kill_own_process()

        setattr(import_module(self.module), self.function, die)


@dataclass(frozen=True)
class InFile:
    """Half way through the rows of the first landing file that ingest writes."""

    is_forced: bool = False
    is_published: bool = False

    def find(self) -> Callable:
        """Return the function that writes the rows."""
        from ingest.lake import file

        return file.write_rows

    def arm(self) -> None:
        from ingest.lake import file

        real = self.find()

        def write_half(connection, batches, *rest, **options):
            def halve():
                for batch in batches:
                    yield batch.slice(0, len(batch) // 2)
                    kill_own_process()

            return real(connection, halve(), *rest, **options)

        file.write_rows = write_half


@dataclass(frozen=True)
class InDbt:
    """A statement of a dbt node: the first that matches, before, within or after it. Or dbt hangs there for ever."""

    node: str
    statement: str
    when: str
    is_forced: bool = False
    is_published: bool = False

    def find(self) -> dict:
        """Return the node; KeyError where the dbt project has none of that name any more."""
        from orchestration.assets.warehouse import MANIFEST

        return MANIFEST["nodes"][self.node]

    def arm(self) -> None:
        from orchestration.dbt import project

        project.DBT_COMMAND[:] = [sys.executable, str(KILLED_DBT), self.node, self.statement, self.when]


# By the way of a run; the first three are those of `make test-pipeline`.
POINTS: dict[str, At | InFile | InDbt] = {
    "a lake file is in place and not in the book": At("ingest.work.load", "sweep_folder", call=2),
    "in the middle of int_event_deliveries": InDbt("model.cartograph.int_event_deliveries", "insert into", "within"),
    "half way in the copy": At("orchestration.warehouse.publishing", "_copy_table", call=8, after=True),
    # ingest
    "half way through a lake file": InFile(),
    "a lake file is written and not in place": At("ingest.lake.file", "count_rows"),
    "the book says writing, its summary not yet": At("ingest.books.manifest", "replace_own_file", after=True),
    "the summary is finished, the book not yet": At("ingest.books.manifest", "replace_own_file", call=3, after=True),
    "between two tables of ingest": At("orchestration.assets.lake", "load_days", call=4, after=True),
    # dbt
    "dbt has just been started": At("subprocess", "Popen", after=True),
    "int_event_deliveries has forgotten what changed": InDbt(
        "model.cartograph.int_event_deliveries", r"delete from \S*int_event_deliveries", "after"
    ),
    "int_event_deliveries is written and not remembered": InDbt(
        "model.cartograph.int_event_deliveries", "insert into .*built_from", "before"
    ),
    "int_event_deliveries is remembered and not committed": InDbt(
        "model.cartograph.int_event_deliveries", "commit", "before"
    ),
    "between two models": InDbt("model.cartograph.int_event_deliveries", "commit", "after"),
    "in the middle of facts.sessions": InDbt("model.cartograph.sessions", r"delete from \S*sessions", "after"),
    "in the middle of facts.user_items": InDbt("model.cartograph.user_items", r"delete from \S*user_items", "after"),
    "dbt is done and nobody knows": At("orchestration.assets.warehouse", "read_tables"),
    # Python tables and publish
    "between two Python tables": At("orchestration.assets.user_clusters", "save_table", after=True),
    "in the middle of a Python table": At("orchestration.warehouse.tables", "create_table", after=True),
    "the copy has not begun": At("orchestration.warehouse.publishing", "remove_database", after=True),
    "the Parquet files are whole and not in place": At("orchestration.warehouse.publishing", "replace_tables"),
    "the new file is whole and not in place": At("orchestration.warehouse.publishing", "replace_database"),
    "the new file is in place and the run not over": At(
        "orchestration.warehouse.publishing", "replace_database", after=True, is_published=True
    ),
    # the run's own notes
    "the run lock is not held yet": At("orchestration.runs.lock", "hold_lock"),
    "the run lock is held and nothing done": At("orchestration.runs.lock", "close_dead_runs"),
    "the lake is loaded, the gate not passed": At("orchestration.assets.loads", "read_state"),
    "the gate is passed": At("orchestration.assets.loads", "find_newest_load_day"),
    "a rebuild is about to be noted": At("orchestration.assets.warehouse", "note_built_models", is_forced=True),
    "a rebuild is noted and not begun": At(
        "orchestration.assets.warehouse", "note_built_models", after=True, is_forced=True
    ),
    "in the middle of a rebuild of int_event_deliveries": InDbt(
        "model.cartograph.int_event_deliveries", "create or replace table", "within", is_forced=True
    ),
    "in the middle of a mart": InDbt("model.cartograph.user_facts", "rename to .user_facts__dbt_backup", "after"),
    "a rebuild is over and not noted": At(
        "orchestration.assets.warehouse", "note_built_models", call=2, is_forced=True
    ),
    "a rebuild is over and noted": At(
        "orchestration.assets.warehouse", "note_built_models", call=2, after=True, is_forced=True
    ),
}
# By the way of the command that drops events: called again and again it comes to all of them.
DROP_POINTS: dict[str, At | InFile | InDbt] = {
    "some parts are written": At("orchestration.warehouse.sealing", "write_fact", call=60, after=True),
    "all parts are written and not in the book": At("ingest.work.seal", "write_sealed"),
    "the parts are in the book and the rows still there": At("ingest.work.seal", "write_sealed", after=True),
    "some rows are deleted": At("ingest.work.seal", "remove_folder", call=10, after=True),
    "the lake is sealed and the warehouse not built from it": At("orchestration.commands.drop_events", "run_daily"),
    "int_event_deliveries is made of what is sealed": InDbt(
        "model.cartograph.int_event_deliveries", "insert into .*built_from", "after"
    ),
}
# A run for which others wait in vain until somebody kills it.
HANGING = "dbt hangs"


def main() -> int:
    from orchestration.commands.daily import run_daily
    from orchestration.commands.drop_events import drop_events
    from orchestration.commands.setup import set_up

    hanging = InDbt("model.cartograph.sessions", r"(delete from|create or replace table) \S*sessions", "hangs")
    point = (POINTS | DROP_POINTS | {HANGING: hanging})[sys.argv[1]]
    home = set_up()
    point.arm()
    if sys.argv[1] in DROP_POINTS:
        return drop_events(home, date.fromisoformat(sys.argv[2]))
    return run_daily(home, force=point.is_forced, accept=True)


if __name__ == "__main__":
    sys.exit(main())
