"""The README's commands, folders, tables and columns are real."""

import re
from pathlib import Path

from ingest.contract import SOURCES

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def test_every_make_target_it_names_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    named = set(re.findall(r"`make ([a-z-]+)", README)) | set(re.findall(r"^make ([a-z-]+)", README, re.M))
    assert {"run", "test", "daily", "as-of", "drop-events", "erase", "dev", "bench", "clean"} <= named <= targets


def test_every_folder_of_the_house_exists():
    tree = README.split("## The house")[1].split("```")[1]
    folders = re.findall(r"^([a-z_]+)/", tree, re.M)
    assert len(folders) >= 6
    for folder in folders:
        assert (ROOT / folder).is_dir(), folder


def test_every_file_it_names_exists():
    for path in re.findall(r"`((?:ingest|dbt_project|seeds|tests|orchestration)/[\w./]+)`", README):
        assert (ROOT / path).exists(), path


def test_the_contract_is_the_one_that_ingest_reads():
    section = README.split("## Bring your own shop")[1].split("## What comes out")[0].split("|---|---|---|")[1]
    rows = re.findall(r"^\| ([a-z_]+) \| [^|]+ \| ([^|]+) \|$", section, re.M)
    described = {
        name: (re.findall(r"[a-z_]{3,}", re.sub(r"\([^)]*\)| or ", " ", columns)), columns) for name, columns in rows
    }
    tables = SOURCES["shop"].tables
    assert described.keys() == tables.keys()
    for name, (columns, text) in described.items():
        assert columns == list(tables[name].columns), name
        bold = re.findall(r"[a-z_]{3,}", " ".join(re.findall(r"\*\*(.+?)\*\*", text)).replace(" or ", " "))
        required = {*tables[name].required, *tables[name].one_of}
        # A file may leave out what only some rows need; a row may not.
        assert required <= set(bold), name


def test_every_published_table_it_names_is_a_model_or_python_made():
    models = {path.stem for path in (ROOT / "dbt_project" / "models" / "marts").rglob("*.sql")}
    python_made = {
        "user_clusters",
        "cluster_profiles",
        "user_value",
        "basket_rules",
        "basket_rule_contexts",
        "group_item_rules",
        "next_purchases",
        "run_facts",
        "erasures",
        "dropped_events",
        "cluster_summaries",
        "item_clusters",
        "user_propensity",
        "attribute_screening",
        "model_quality",
    }
    named = set(re.findall(r"\b(?:users|items|statistics|ops)\.([a-z_]+)", README.split("## What comes out")[1]))
    assert named <= models | python_made
    assert python_made < named
