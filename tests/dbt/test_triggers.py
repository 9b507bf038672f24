"""A trigger is one row of the seed and one model: neither stands without the other, and lineage knows every one."""

import csv
import re

from orchestration.dbt.found_models import FOLDERS, find_models
from orchestration.settings import ROOT

SEEDS = ROOT / "seeds" / "reference"
TRIGGERS = list(csv.DictReader((SEEDS / "triggers.csv").open()))
PLAYBOOK = list(csv.DictReader((SEEDS / "playbook.csv").open()))
FILES = sorted(FOLDERS["trigger"].glob("trigger_*.sql"))


def test_every_row_of_the_seed_has_a_model_and_every_model_a_row():
    assert sorted(row["trigger"] for row in TRIGGERS) == find_models("trigger")
    assert len(TRIGGERS) == len(FILES) >= 15


def test_the_union_depends_on_every_model_of_a_trigger(models):
    parents = set(models["int_trigger_candidates"]["depends_on"]["nodes"])
    assert {f"model.cartograph.trigger_{trigger}" for trigger in find_models("trigger")} <= parents


def test_every_trigger_reads_its_own_row_and_has_a_unit_test(manifest):
    tested = {unit["model"] for unit in manifest["unit_tests"].values()}
    for path in FILES:
        rules = set(re.findall(r"trigger_rule\('(\w+)'\)", path.read_text()))
        assert rules == {path.stem.removeprefix("trigger_")}
        assert path.stem in tested


def test_triggers_read_nothing_that_is_made_after_all_models(models):
    """A model that reads what Python makes would cut the daily dbt run in two."""
    for name, model in models.items():
        if "/triggers/" in model["original_file_path"] or "/playbook/" in model["original_file_path"]:
            assert all(parent.startswith(("model.", "seed.")) for parent in model["depends_on"]["nodes"]), name


def test_nothing_is_joined_at_will_after_a_cross_join():
    """DuckDB 2.0 loses rows where a left join follows a cross join: docs/decisions/triggers.md."""
    marketing = FOLDERS["trigger"].parent
    paths = [path for name in ("triggers", "eligibility", "audiences") for path in marketing.glob(f"{name}/*.sql")]
    inputs = marketing.parents[1] / "inputs"
    for path in [*paths, *inputs.glob("campaign_*.sql"), *inputs.glob("audience_*.sql")]:
        for block in re.split(r"\bselect\b", path.read_text()):
            joins = re.findall(r"\b(cross|left) join\b", block)
            assert joins == sorted(joins, reverse=True), path.name


def test_every_trigger_is_in_the_playbook_and_high_value_users_get_service_without_offers():
    assert {row["trigger"] for row in PLAYBOOK} == {row["trigger"] for row in TRIGGERS}
    service = {row["trigger"] for row in TRIGGERS if row["is_service"] == "true"}
    of_anybody = {
        row["trigger"]: row for row in PLAYBOOK if row["user_group"] == row["cause"] == row["lifecycle"] == "any"
    }
    of_high_value = of_anybody | {row["trigger"]: row for row in PLAYBOOK if row["user_group"] == "high_value"}
    for trigger, row in of_high_value.items():
        assert row["offers"] == "none", trigger
        assert (int(row["contacts_a_month"]) > 0) == (trigger in {*service, "cooling_high_value"}), trigger


def test_offers_stand_where_the_trigger_allows_them():
    allowing = {row["trigger"] for row in TRIGGERS if row["allows_offer"] == "true"}
    for row in PLAYBOOK:
        assert row["offers"] == "none" or row["trigger"] in allowing, row
