"""What dbt and DuckDB say of a mapping that fails becomes one sentence with a file and what to change."""

import pytest

from ingest.check.failed_models import say_failed_model, say_failed_rows

PATH = "models/sources/olist/base_olist__orders.sql"
HEAD = f"Runtime Error in model base_olist__orders ({PATH})\n  "
FAILURES = [
    (
        PATH,
        HEAD + 'Binder Error: Referenced column "order_statu" not found in FROM clause!\n'
        'Candidate bindings: "x"\n\nLINE 7: ...',
        f"dbt_project/{PATH} names the column order_statu, which there is not, so the run will stop. Is order_status"
        " meant?",
    ),
    (
        PATH,
        HEAD + 'Binder Error: Table "orders" does not have a column named "customer"',
        f"dbt_project/{PATH} names the column customer, which there is not, so the run will stop. Is customer_id"
        " meant?",
    ),
    (
        PATH,
        HEAD + 'Parser Error: syntax error at or near "from"\n\nLINE 3:\n   ^^^',
        f'dbt_project/{PATH} cannot be built, so the run will stop: Parser Error: syntax error at or near "from".',
    ),
    (
        "",
        "Parsing Error\n  at path [name]: 7 is not a string",
        "The folders of dbt_project/models/sources cannot be built, so the run will stop: Parsing Error at path"
        " [name]: 7 is not a string.",
    ),
]


@pytest.mark.parametrize(("path", "message", "sentence"), FAILURES)
def test_a_model_that_fails_is_one_sentence(path, message, sentence):
    assert say_failed_model(path, message) == sentence


def test_a_column_that_is_like_none_is_answered_with_those_there_are():
    said = say_failed_model(PATH, HEAD + 'Binder Error: Referenced column "zzzz" not found in FROM clause!')
    assert "By its YAML olist has customer_city, " in said


def test_what_an_engine_quotes_of_a_row_is_not_repeated():
    said = say_failed_rows("olist", "orders", ValueError("Conversion Error: no 'anna@example.com' to INT32\nLINE 1"))
    assert said.endswith("so the run will stop: Conversion Error: no ... to INT32.")
