"""What is shown of a row that a mapping's SQL hands over: never what a personal column holds."""

import pytest

from ingest.check.landing import find_waiting
from ingest.check.mapped import find_personal, show_text
from ingest.check.sample import write_sample
from ingest.home import open_home

CLICKS = b"event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session\n"
CLICKS += b"2024-05-01 10:00:00 UTC,view,7,1,a,x, 9:90 ,u1,s\n2024-05-01 10:00:00 UTC,u2,7,1,a,x,?1,u2,s\n"


@pytest.fixture
def target(shop, tmp_path):
    """The lake of a sample of two clicks, of which the second has its user's id where its type should be."""
    shop.drop("a.csv", CLICKS, "rees46/events")
    target = open_home(tmp_path / "target")
    write_sample(shop.home, find_waiting(shop.home), target)
    return target


@pytest.mark.parametrize(
    ("row", "text", "shown"),
    [
        (1, "9:90", "9:90"),  # without the blanks around it
        (1, "?9:90", "9:90"),  # as plain_number marks it
        (2, "?1", "?1"),
        (1, "u1", None),  # the user's
        (2, "u2", None),  # in a column that is not personal, but the user's too
        (1, "9:90 x", None),  # made by SQL, of whatever
        (1, None, None),
    ],
)
def test_a_text_is_shown_where_a_column_that_is_not_personal_holds_it(shop, target, row, text, shown):
    place = {"landing_table": "events", "load_date": shop.day, "file_name": "a.csv", "row_number": row}
    assert show_text(target, "rees46", place, text) == shown


def test_words_of_personal_columns_are_found(target):
    assert find_personal(target, "rees46", ["u1", "view", "s", "7"]) == {"u1"}
    assert find_personal(target, "rees46", []) == set()
