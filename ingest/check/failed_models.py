"""Why the SQL of a source's folder fails, in words that name the file and what to change."""

import re
from difflib import get_close_matches

from ingest.contract import SOURCES

MODELS = "dbt_project/models/sources"
UNKNOWN_COLUMN = re.compile(r'(?:Referenced column|column named) "([^"]+)"')
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
# What follows in dbt's words is for the authors of dbt and of the project.
REST = re.compile(r" (?:LINE \d+:|Candidate bindings:|compiled code at |> in macro )")


def say_failed_model(path: str, message: str) -> str:
    """Return why a model of a source's folder cannot be built, in a sentence that names file and what to change.

    path: below dbt_project/, '' where it is not known. message: the words of dbt, which hold no row of the data.
    """
    first, *rest = [line.strip() for line in message.splitlines() if line.strip()]
    lines = rest if path and path in first and rest else [first, *rest]
    words = " ".join(line for line in lines if not set(line) <= set("^ "))
    words = re.split(r" LINE \d+:| compiled code at | > in macro ", words)[0].strip().rstrip(".")
    where = f"dbt_project/{path}" if path else "The folders of dbt_project/models/sources"
    source = SOURCES.get(path.split("/")[2]) if path.startswith("models/sources/") else None
    unknown = UNKNOWN_COLUMN.search(words)
    if not source or not unknown:
        return f"{where} cannot be built, so the run will stop: {words}."
    name = unknown[1]
    dropped = [table.name for table in source.tables.values() if table.find_column(name) in table.dropped]
    columns = sorted({column for table in source.tables.values() for column in table.columns})
    said = next((found for table in source.tables.values() if (found := table.find_column(name))), None)
    near = [said] if said in columns else get_close_matches(name.casefold(), columns, 1)
    if dropped:
        hint = f"It is in {source.name}/{dropped[0]} and never enters the lake (`personal: drop`)."
    else:
        hint = f"Is {near[0]} meant?" if near else f"By its YAML {source.name} has {', '.join(columns)}."
    return f"{where} names the column {name}, which there is not, so the run will stop. {hint}"


def say_failed_rows(source: str, contract_table: str, error: Exception) -> str:
    """Return why a mapping fails on the rows. What the engine quotes of them is left out: it may be personal."""
    words = QUOTED.sub("...", str(error).splitlines()[0]).rstrip(". !")
    return f"{MODELS}/{source}/base_{source}__{contract_table}.sql fails on these rows, so the run will stop: {words}."
