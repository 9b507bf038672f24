"""Chances to earn in a published file: each finds its own rows again."""

import re

from shop_home import ROOT


def test_the_evidence_of_each_chance_is_found_by_its_own_condition(built_shop):
    chances = built_shop.query("SELECT evidence_table, evidence_condition, user_count FROM marketing.opportunities")
    assert chances
    for table, condition, user_count in chances:
        assert built_shop.query(f"SELECT count(DISTINCT user_id) FROM {table} WHERE {condition}") == [(user_count,)]


def test_the_documented_query_finds_the_users_of_the_first_chance(built_shop):
    page = (ROOT / "docs" / "decisions" / "opportunities.md").read_text()
    rows = built_shop.query(re.search(r"```sql\n(.*?)```", page, re.S)[1])
    assert [(len(rows),)] == built_shop.query("SELECT user_count FROM marketing.opportunities WHERE rank = 1")
