"""What the assets of rules say of what is left out, and that a grocery's list can be read."""

from decimal import Decimal

import duckdb
import pytest

from benchmarks.retail_baskets import make_retail_baskets
from ml_assets.basket_rules import BASKET_RULES, publish_basket_rules
from ml_assets.published_rules import ItemFacts, PublishedRules
from orchestration.assets.basket_rules import BasketRulesConfig, find_rules
from orchestration.assets.inputs import Inputs
from orchestration.assets.published_rules import describe_choice, read_item_facts
from orchestration.settings import read_published_rules


@pytest.fixture(scope="module")
def grocery_rules():
    """Of 1.4 million lines of 17,000 items, with a support so low that many rules hold."""
    baskets = make_retail_baskets(baskets=135_000, items=17_000)
    assert baskets.num_rows > 1_400_000
    return find_rules(baskets, BasketRulesConfig(min_support=0.0003), print).rows


def test_the_rules_of_a_grocery_end_in_a_list_of_the_strongest_and_the_cut_is_said(home, grocery_rules):
    published = publish_basket_rules(grocery_rules, ItemFacts({}, {}), read_published_rules())
    assert grocery_rules.num_rows > 20_000
    assert published.sure_count > 5_000
    assert published.rows.num_rows == 1_000
    said = describe_choice("rules of level item", grocery_rules, published)
    assert said.startswith(f"Of the {published.sure_count:,} rules of level item that surely hold 1,000 are published")
    every = publish_basket_rules(grocery_rules, ItemFacts({}, {}), 1_000_000).rows
    assert published.rows.equals(every.slice(0, 1_000))
    assert every["lift"].to_pylist() == sorted(every["lift"].to_pylist(), reverse=True)


def test_where_nothing_holds_one_sentence_says_so(home, grocery_rules):
    noise = PublishedRules(grocery_rules.slice(0, 0), 0)
    said = describe_choice("sequences", grocery_rules, noise)
    assert said.startswith(f"None of the {grocery_rules.num_rows:,} sequences that were tested surely holds (q at most")
    assert said.endswith("so none is published.")


@pytest.mark.parametrize(("setting", "sure"), [("all", 0), ("all", 5_000), ("5000", 5_000)])
def test_where_nothing_is_left_out_nothing_is_said(home, monkeypatch, grocery_rules, setting, sure):
    monkeypatch.setenv("CARTOGRAPH_PUBLISHED_RULES", setting)
    assert describe_choice("rules", grocery_rules, PublishedRules(grocery_rules.slice(0, 5_000), sure)) is None


def test_what_was_not_tested_has_a_sentence_of_its_own(home):
    assert describe_choice("rules", BASKET_RULES.empty_table(), PublishedRules(BASKET_RULES.empty_table(), 0)) is None


def test_names_and_margins_come_from_the_inputs(home):
    with duckdb.connect(home.warehouse) as connection:
        connection.execute("CREATE SCHEMA inputs")
        connection.execute("CREATE TABLE inputs.item_names AS SELECT 'a' AS item_id, 'Mug' AS name")
        connection.execute("CREATE TABLE inputs.item_margins AS SELECT 'b' AS item_id, 2.5::DECIMAL(18, 4) AS margin")
        connection.execute("ALTER TABLE inputs.item_margins RENAME margin TO unit_margin_amount")
    facts = read_item_facts(Inputs("item_names", "item_margins"))
    assert (facts.name(["a", "b"]), facts.find_margins(["a", "b"])) == (["Mug", "b"], [None, Decimal("2.5000")])
