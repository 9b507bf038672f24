"""The sources, as dbt has to know them while it parses: listed from their folders into a macro that git ignores."""

import json
from pathlib import Path

from ingest.contract import SOURCES, SOURCES_FOLDER
from orchestration.settings import ROOT, SettingsError

FOUND_SOURCES = ROOT / "dbt_project" / "macros" / "contract" / "found_sources.sql"
MACRO = """{{# Written by orchestration/dbt/sources.py from the folders of models/sources. #}}
{{% macro found_sources() %}}
    {{{{ return({found}) }}}}
{{% endmacro %}}
"""


def write_found_sources() -> None:
    """Write the macro `found_sources`, where it differs from the folders. Raises SettingsError as find_sources does."""
    text = MACRO.format(found=json.dumps(find_sources()))
    if not FOUND_SOURCES.exists() or FOUND_SOURCES.read_text() != text:
        part = FOUND_SOURCES.with_suffix(".tmp")
        part.write_text(text)
        part.replace(FOUND_SOURCES)


def find_sources() -> dict[str, dict[str, list[str]]]:
    """Return what the sources other than the shop fill: source -> landing table -> tables of the contract.

    Raises SettingsError where a folder's YAML and its SQL files do not say the same.
    """
    for folder in SOURCES_FOLDER.iterdir():
        if folder.is_dir() and folder.name not in SOURCES and any(folder.iterdir()):
            raise SettingsError(f"{folder} has no {folder.name}.yml, which would say what the source delivers.")
    found = {}
    for source in SOURCES.values():
        if source.name != "shop":
            found[source.name] = {table.name: list(table.fills) for table in source.tables.values()}
            _check_mappings(SOURCES_FOLDER / source.name, source.name, found[source.name])
    return found


def _check_mappings(folder: Path, source: str, filled: dict[str, list[str]]) -> None:
    declared = {contract_table for tables in filled.values() for contract_table in tables}
    prefix = f"base_{source}__"
    mapped = {path.stem.removeprefix(prefix) for path in folder.glob(f"{prefix}*.sql")}
    if unknown := sorted(declared - set(SOURCES["shop"].tables)):
        raise SettingsError(
            f"{folder}: a table says that it fills {unknown[0]}, which is no table of docs/contract.md: change `fills`."
        )
    if missing := sorted(declared - mapped):
        raise SettingsError(f"{folder} has no {prefix}{missing[0]}.sql, but a table says that it fills {missing[0]}.")
    if unsaid := sorted(mapped - declared):
        raise SettingsError(
            f"{folder / prefix}{unsaid[0]}.sql is there, but no table of the YAML says that it fills {unsaid[0]}."
        )


if __name__ == "__main__":
    write_found_sources()
