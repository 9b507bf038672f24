"""A build on Spark whose Java is killed before its n-th statement that reworks a table: `killed_spark.py <n> ...`.

dbt itself goes on, and ends with what it can no longer do.
"""

import os
import re
import signal
import subprocess
import sys

from orchestration.commands import spark
from orchestration.commands.errors import run_plainly

REWORKS = re.compile("__following|built_from")
OF_DBT = "dbt"


def kill_java() -> None:
    children = subprocess.run(["pgrep", "-P", str(os.getpid()), "java"], capture_output=True, text=True, check=True)
    for child in children.stdout.split():
        os.kill(int(child), signal.SIGKILL)


def run_dbt(number: int) -> None:
    from dbt.adapters.spark.session import Cursor
    from dbt.cli.main import cli

    execute, seen = Cursor.execute, []

    def execute_or_kill(cursor, sql, *parameters):
        if REWORKS.search(sql):
            seen.append(sql)
            if len(seen) == number:
                kill_java()
        return execute(cursor, sql, *parameters)

    Cursor.execute = execute_or_kill
    cli()


def main() -> int | None:
    if sys.argv[1] == OF_DBT:
        number = int(sys.argv[2])
        del sys.argv[1:3]
        return run_dbt(number)
    spark.DBT_COMMAND = [sys.executable, __file__, OF_DBT, sys.argv[1]]
    del sys.argv[1]
    return spark.main()


if __name__ == "__main__":
    run_plainly(main)
