"""Published rules are those of the tested ones that surely hold: chosen again in SQL, over whole shops."""

import duckdb
import pytest

pytestmark = pytest.mark.timeout(900)

SURE = "q_value <= 0.05 AND lift > 1"
# The rules that surely hold, each once: list, two keys and strength.
CHOSEN = {
    "basket_rules": f"""
        SELECT level, antecedent, consequent, lift FROM staging.basket_rules_tested
        WHERE {SURE} AND NOT is_redundant
        QUALIFY row_number() OVER (
            PARTITION BY level, list_sort(antecedent || consequent)
            ORDER BY confidence DESC, lift DESC, pair_count DESC, antecedent, consequent
        ) = 1
    """,
    "next_purchases": f"""
        SELECT is_replenishment, item_id, next_item_id, lift FROM staging.next_purchases_tested
        WHERE {SURE}
        QUALIFY row_number() OVER (
            PARTITION BY list_sort([item_id, next_item_id])
            ORDER BY forward_user_count DESC, lift DESC, pair_user_count DESC, item_id, next_item_id
        ) = 1
    """,
    "group_item_rules": f"""
        SELECT user_group, user_group, item_id, -q_value FROM staging.group_item_rules_tested
        WHERE {SURE}
    """,
}
COLUMNS = {
    "basket_rules": "level, antecedent, consequent, lift",
    "next_purchases": "is_replenishment, item_id, next_item_id, lift",
    "group_item_rules": "user_group, user_group, item_id, -q_value",
}


@pytest.fixture(params=["built_shop", "online_retail"])
def shop(request):
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("name", CHOSEN)
def test_what_is_published_surely_holds_and_nothing_stronger_is_left_out(shop, name):
    assert shop.query(f"SELECT * FROM items.{name} WHERE NOT ({SURE})") == []
    with duckdb.connect(shop.warehouse, read_only=True) as warehouse:
        [(tested,)] = warehouse.execute(f"SELECT count(*) FROM staging.{name}_tested").fetchall()
        chosen = warehouse.execute(CHOSEN[name]).fetchall()
    assert tested > 0 or name == "next_purchases"  # which the small shop is too small for
    published = shop.query(f"SELECT {COLUMNS[name]} FROM items.{name}")
    assert len(published) == len({str(row[:3]) for row in published})
    for of_list in {row[0] for row in [*chosen, *published]}:
        sure = {str(row[1:3]): row[3] for row in chosen if row[0] == of_list}
        shown = {str(row[1:3]): row[3] for row in published if row[0] == of_list}
        assert len(shown) == min(1_000, len(sure))
        assert shown.items() <= sure.items()
        assert sorted(shown.values()) == sorted(sure.values())[-len(shown) :] if shown else not sure


ITEM_COLUMNS = {
    "basket_rules": ("consequent[1]", "consequent_names[1]", "consequent_unit_margin_amount"),
    "next_purchases": ("next_item_id", "next_item_name", "next_item_unit_margin_amount"),
    "group_item_rules": ("rules.item_id", "item_name", "unit_margin_amount"),
}


@pytest.mark.parametrize("name", CHOSEN)
def test_names_and_margins_are_those_of_the_items(shop, name):
    item, item_name, margin = ITEM_COLUMNS[name]
    differing = shop.query(f"""
        SELECT * FROM items.{name} AS rules INNER JOIN items.item_facts AS facts ON facts.item_id = {item}
        WHERE {"level = 'item'" if name == "basket_rules" else "true"} AND (
            coalesce(facts.name, facts.item_id) <> {item_name}
            OR coalesce(abs(margin_amount / unit_count - {margin}) > 0.0001, margin_amount IS NOT NULL)
        )
    """)
    assert differing == []


def test_online_retail_has_more_than_people_read_and_its_strongest_rules_are_sets_sold_in_parts(online_retail):
    assert online_retail.query("SELECT count(*) FROM items.basket_rules WHERE level = 'item'") == [(1_000,)]
    strongest = online_retail.query("SELECT antecedent_names, consequent_names FROM items.basket_rules LIMIT 1")
    assert "PAPER" in str(strongest)


def test_an_empty_list_of_rules_says_why_in_the_report(built_shop):
    empty = [name for name in CHOSEN if built_shop.query(f"SELECT count(*) FROM items.{name}") == [(0,)]]
    assert "next_purchases" in empty
    output = built_shop.run("report")
    for name in empty:
        [line] = [line for line in output.splitlines() if line.startswith(f"  items.{name} ")]
        assert ": nothing is surely" in line or ": no group surely" in line
