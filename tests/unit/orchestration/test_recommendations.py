"""The asset of recommendations: three tables, and a sentence where they are empty."""

import dagster as dg
import duckdb
import pytest
from recommendation_shops import AS_OF, make_shop

from orchestration.assets.recommendations import MADE, user_recommendations_asset

MODELS = {
    "recommendation_purchases": "purchases",
    "recommendation_interest": "interest",
    "recommendation_items": "items",
    "recommendation_users": "users",
}


@pytest.fixture
def shop(home):
    """A warehouse of a small shop as the models of marts/inputs give it."""
    shop = make_shop(30)
    with duckdb.connect(home.warehouse) as connection:
        for schema in ("inputs", "marketing"):
            connection.execute(f"CREATE SCHEMA {schema}")
        for model, table in MODELS.items():
            connection.register("rows", getattr(shop, table))
            connection.execute(f"CREATE TABLE inputs.{model} AS FROM rows")
        connection.execute(f"CREATE TABLE inputs.as_of_day AS SELECT DATE '{AS_OF}' AS as_of_date")
        connection.execute("CREATE TABLE inputs.item_names (item_id VARCHAR, name VARCHAR)")
        connection.execute("CREATE TABLE inputs.category_names (category_id VARCHAR, name VARCHAR)")
    return home


def materialize() -> dict[str, dg.AssetMaterialization]:
    result = dg.materialize([user_recommendations_asset], resources={"run_lock": dg.ResourceDefinition.none_resource()})
    assert result.success
    assert all(check.passed for check in result.get_asset_check_evaluations())
    made = (event.materialization for event in result.get_asset_materialization_events())
    return {".".join(materialization.asset_key.path): materialization for materialization in made}


def test_it_makes_its_tables_and_names_what_is_served(shop):
    made = materialize()
    assert set(made) == {f"{table.schema}.{table.name}" for table, _ in MADE}
    described = made["marketing.user_recommendations"].metadata
    assert {name for name in described if name.startswith("list ")} == {"list home", "list discover", "list again"}
    with duckdb.connect(shop.warehouse, read_only=True) as connection:
        [(users,)] = connection.execute("SELECT count(DISTINCT user_id) FROM marketing.user_recommendations").fetchall()
    assert users == 31


def test_before_the_first_load_day_they_are_empty_and_say_so(shop):
    with duckdb.connect(shop.warehouse) as connection:
        connection.execute("DELETE FROM inputs.as_of_day")
    for materialization in materialize().values():
        assert materialization.metadata["dagster/row_count"].value == 0
        assert materialization.metadata["note"].value == "Empty: there is no load day yet."


def test_where_nothing_was_bought_or_seen_the_tables_say_so(shop):
    with duckdb.connect(shop.warehouse) as connection:
        for model in MODELS:
            connection.execute(f"DELETE FROM inputs.{model}")
    made = materialize()
    assert made["marketing.user_recommendations"].metadata["note"].value.startswith("Empty: no user was seen")
    assert made["staging.recommendations_quality"].metadata["dagster/row_count"].value == 3
