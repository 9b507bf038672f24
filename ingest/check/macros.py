"""dbt's own macros as Python functions, so that a value is judged here by the very SQL that judges it in a run."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment

from ingest.check.columns import read_declared
from ingest.contract import SOURCES, SOURCES_FOLDER

MACRO_FOLDERS = [SOURCES_FOLDER.parents[1] / "macros" / name for name in ("contract", "engine")]
MACRO = re.compile(r"\{%-? *macro (\w+).*?endmacro *-?%\}", re.DOTALL)
ENGINE = "duckdb"


class Returned(Exception):
    """What dbt's `return` hands to the caller of a macro."""

    def __init__(self, value: object) -> None:
        super().__init__()
        self.value = value


@cache
def load_macros() -> dict[str, Callable[..., Any]]:
    """Return the macros of the contract and the engine by name, each a function that gives SQL or what it returns.

    Seeds are called by their own names: whoever runs the SQL registers them. Macros that ask dbt for more are loaded
    all the same and fail when they are called.
    """
    environment = Environment(extensions=["jinja2.ext.do"], autoescape=False)
    macros: dict[str, Callable[..., Any]] = {}
    for folder in MACRO_FOLDERS:
        for path in sorted(folder.glob("*.sql")):
            for match in MACRO.finditer(path.read_text()):
                macros[match[1]] = make_function(environment, path, match[1], match[0])
    dispatch = SimpleNamespace(dispatch=lambda name, package=None: macros[f"{ENGINE}__{name}"])
    found = {"adapter": dispatch, "ref": lambda name: name, "return": hand_over, "declared_table": find_declared}
    environment.globals |= macros | found
    return macros


def make_function(environment: Environment, path: Path, name: str, text: str) -> Callable[..., Any]:
    """Return one macro as a function."""
    template = environment.from_string(text)
    template.filename = str(path)

    def call(*arguments: object, **named: object) -> Any:
        try:
            return getattr(template.module, name)(*arguments, **named).strip()
        except Returned as returned:
            return returned.value

    return call


def find_declared(source: str, table: str) -> dict[str, Any]:
    """Return what a source's YAML says of numbers, as the macro declared_table gives it."""
    return {"meta": {"decimal_comma": read_declared(SOURCES[source].tables[table]).has_decimal_comma}}


def hand_over(value: object) -> None:
    """End the macro that calls it."""
    raise Returned(value)
