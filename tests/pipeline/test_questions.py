"""The questions of docs/questions.md can be asked of a published file, and what the documents say of facts is there."""

import re

import duckdb
import pytest
from shop_home import ROOT

PAGE = (ROOT / "docs" / "questions.md").read_text()
QUESTIONS = dict(re.findall(r"^## (\d+\. .+?)$.*?```sql\n(.*?)```", PAGE, re.M | re.S))
# What a shop of 250 users and 40 days need not have: long silence, many discounts, empty shelves, sure rules or habits.
MAY_BE_EMPTY = ("4.", "5.", "7.", "8.", "9.")


def test_there_are_fourteen():
    assert [question.split(".")[0] for question in QUESTIONS] == [str(number) for number in range(1, 15)]
    assert PAGE.count("```sql") == 14


@pytest.mark.parametrize("question", QUESTIONS)
def test_it_has_an_answer(question, built_shop):
    rows = built_shop.query(QUESTIONS[question])
    assert rows or question.startswith(MAY_BE_EMPTY)


def test_every_user_seen_lately_has_a_home_page(built_shop):
    page = (ROOT / "docs" / "serving.md").read_text()
    query = re.search(r"## The home page of a user.*?```sql\n(.*?)```", page, re.S)[1]
    seen = {user for (user,) in built_shop.query("SELECT user_id FROM users.user_facts WHERE days_since_seen < 90")}
    listed = {user for (user,) in built_shop.query("SELECT DISTINCT user_id FROM marketing.user_recommendations")}
    assert listed == seen
    [(user, today)] = built_shop.query("SELECT min(user_id), any_value(as_of_date) FROM marketing.user_recommendations")
    with duckdb.connect(built_shop.published, read_only=True) as published:
        rows = published.execute(query, {"user_id": user, "today": today}).fetchall()
    assert {row[0] for row in rows} >= {"home", "discover"}
    assert all(row[3] for row in rows)


def test_the_page_of_tables_lists_the_columns_that_there_are(built_shop):
    sections = re.findall(r"^## (\w+)\.(\w+)$(.*?)(?=^## |\Z)", (ROOT / "docs" / "tables.md").read_text(), re.M | re.S)
    listed = {
        (schema, name): re.findall(r"^\| (\w+) \|", text.split("|---|---|---|")[1], re.M)
        for schema, name, text in sections
    }
    found = {}
    for file, schemas in ((built_shop.published, None), (built_shop.warehouse, ["facts", "quarantine"])):
        with duckdb.connect(file, read_only=True) as database:
            columns = database.execute(
                "SELECT schema_name, table_name, list(column_name ORDER BY column_index) FROM duckdb_columns()"
                " WHERE database_name = current_database() AND NOT internal GROUP BY ALL"
            ).fetchall()
        found |= {(schema, name): names for schema, name, names in columns if not schemas or schema in schemas}
    assert listed == found
