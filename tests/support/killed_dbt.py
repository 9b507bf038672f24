"""dbt that at a statement kills its run and itself, or hangs: `killed_dbt.py <node> <pattern> <when> ...`."""

import os
import re
import signal
import sys
import threading

from orchestration.dbt.process import end_with_parent


def kill_run() -> None:
    os.kill(os.getppid(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    end_with_parent()
    node, pattern, when = sys.argv[1:4]
    del sys.argv[1:4]

    from dbt.adapters.duckdb.environments.local import DuckDBCursorWrapper
    from dbt.cli.main import cli

    execute = DuckDBCursorWrapper.execute
    seen = [""]

    def execute_or_die(cursor, sql, bindings=None):
        # dbt says in a comment for which node a statement is; BEGIN and COMMIT have none.
        if of_node := re.search('"node_id": "([^"]+)"', sql):
            seen[0] = of_node[1]
        if seen[0] != node or not re.search(pattern, sql, re.IGNORECASE | re.DOTALL):
            return execute(cursor, sql, bindings)
        if when == "hangs":
            signal.pause()
        if when == "before":
            kill_run()
        if when == "within":
            threading.Timer(0.002, kill_run).start()
        execute(cursor, sql, bindings)
        return kill_run()

    DuckDBCursorWrapper.execute = execute_or_die
    cli()


if __name__ == "__main__":
    main()
