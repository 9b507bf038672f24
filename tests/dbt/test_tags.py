"""A tag is one row of the catalogue and one model: neither stands without the other, and lineage knows every one."""

import csv

from orchestration.dbt.found_models import FOLDERS, find_models
from orchestration.settings import ROOT

CATALOGUE = list(csv.DictReader((ROOT / "seeds" / "reference" / "tags.csv").open()))


def test_every_row_of_the_catalogue_has_a_model_and_every_model_a_row():
    assert sorted(row["tag"] for row in CATALOGUE) == find_models("tag")
    assert len(CATALOGUE) == len(list(FOLDERS["tag"].glob("tag_*.sql"))) >= 25


def test_the_union_depends_on_every_model_of_a_tag(models):
    parents = set(models["int_user_tags"]["depends_on"]["nodes"])
    assert {f"model.cartograph.tag_{tag}" for tag in find_models("tag")} <= parents


def test_tags_read_no_event(models):
    """What is left of events is condensed; whoever reads them again takes as long as the facts."""
    for name, model in models.items():
        if "/tags/" in model["original_file_path"] or name in {"user_tags", "tag_evidence", "tag_counts"}:
            read = {parent.rsplit(".", 1)[1] for parent in model["depends_on"]["nodes"]}
            assert not read & {"events", "int_event_deliveries", "int_visitor_stretches", "stg_events"}, name


def test_every_tag_says_what_it_is_for_and_every_intent_ends():
    for row in CATALOGUE:
        assert len(row["use"]) > 10, row["tag"]
        assert row["family"] != "intent" or int(row["expiry_days"]) <= 60, row["tag"]
