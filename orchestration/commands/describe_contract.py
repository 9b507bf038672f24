"""python -m orchestration.commands.describe_contract: write docs/contract.md, what a shop may deliver."""

from collections.abc import Iterator
from typing import Any

import yaml

from ingest.contract import read_meta
from orchestration.commands.describe import CONTRACT
from orchestration.commands.errors import run_plainly
from orchestration.settings import ROOT

CONTRACT_PAGE = ROOT / "docs" / "contract.md"
HEAD = """# The contract: what a shop may deliver

<!-- Written from dbt_project/models/sources/shop/shop.yml by `make describe`; do not edit. -->

A section for each landing table, a row for each column. How ids, times, numbers and repeats are read stands in
[bring_your_own_shop.md](bring_your_own_shop.md). A row without a *required* column is quarantined. Of *versioned*
tables the newest file counts, of *append-only* ones the first delivery.
"""
KINDS = {"versioned": "Versioned", "append_only": "Append-only"}


def main() -> int:
    CONTRACT_PAGE.write_text(describe_contract())
    return 0


def describe_contract() -> str:
    """Return the page in Markdown, made of the contract's YAML."""
    [shop] = yaml.safe_load(CONTRACT.read_text())["sources"]
    return "\n".join([HEAD, *(line for table in shop["tables"] for line in describe_table(table)), ""])


def describe_table(table: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of a landing table's section."""
    meta = read_meta(table)
    one_of = meta.get("one_of", [])
    kind = f"{KINDS[meta['kind']]}, by {' and '.join(meta['key'])}."
    yield from (f"## {table['name']}", "", f"{table['description']} {kind}")
    if one_of:
        yield f"A row needs {' or '.join(one_of)}."
    yield from ("", "| column | type | required | what it says |", "|---|---|---|---|")
    for column in table["columns"]:
        declared = read_meta(column)
        required = "yes" if declared.get("required") else "one of them" if column["name"] in one_of else ""
        yield f"| {column['name']} | {declared['type']} | {required} | {column['description']} |"
    yield ""


if __name__ == "__main__":
    run_plainly(main)
