"""Who is on the list of each kind of audience, and who of them is named outside."""

import duckdb
import pyarrow.parquet as pq
import pytest
from audience_lists import list_folder

from orchestration.assets.audiences import read_lists
from orchestration.outbound.exports.export import export_list

TABLES = """
CREATE SCHEMA inputs; CREATE SCHEMA marketing; CREATE SCHEMA IF NOT EXISTS users;
CREATE TABLE inputs.as_of_day AS SELECT DATE '2025-01-31' AS as_of_date;
CREATE TABLE inputs.audience_lists AS FROM (VALUES
    ('best', 'group', 'high_value', 'csv;newsletter', 20::BIGINT),
    ('first', 'cluster', '1', 'csv', 20),
    ('mails', 'send_list', 'email', 'csv', 20)
) AS lists (audience, kind, value, formats, minimum_users);
CREATE TABLE inputs.audience_users AS FROM (VALUES
    ('u', 'h', true, false, 'high_value', 'champions', true),
    ('v', NULL, false, false, 'ordinary', NULL, true),
    ('guest:w', NULL, false, false, 'high_value', NULL, false)
) AS users (external_id, email_hash, consent_email, consent_ads, user_group, rfm_segment, is_named);
CREATE TABLE inputs.audience_members AS FROM (VALUES ('best', 'u'), ('best', 'guest:w')) AS members (audience, user_id);
CREATE TABLE users.user_clusters AS FROM (VALUES ('v', '1'), ('u', '2')) AS clusters (user_id, cluster_id);
CREATE TABLE marketing.campaign_plan AS
SELECT *, 'a secret' AS evidence, 'cart_left' AS trigger, NULL::VARCHAR AS offer, NULL::DOUBLE AS depth_share,
    'i1' AS item_id, '=1+1' AS item_name, NULL::VARCHAR AS category_id, '21:00' AS quiet_from, '08:00' AS quiet_to,
    'Europe/Berlin' AS time_zone, TIMESTAMP '2025-02-01 09:00' AS send_at,
    send_at AS send_at_local, send_at AS expires_at, NULL::VARCHAR AS recheck_rules,
    NULL::VARCHAR AS recheck, 'because' AS reason
FROM (VALUES
    ('u', 'a', 'send', 'email'), ('u', 'b', 'hold_back', 'email'),
    ('v', 'c', 'send', 'sms'), ('guest:w', 'd', 'send', 'email')
) AS plan (user_id, decision_id, decision, channel);
"""


@pytest.fixture
def listed(home):
    with duckdb.connect(home.warehouse) as warehouse:
        warehouse.execute(TABLES)
    return {current.audience.name: (current, minimum, unnamed) for current, minimum, unnamed in read_lists()}


def test_each_kind_of_audience_has_its_users_and_guests_are_counted_alone(listed):
    ids = {name: current.rows["external_id"].to_pylist() for name, (current, _, _) in listed.items()}
    assert ids == {"best": ["u"], "first": ["v"], "mails": ["u"]}
    assert {name: unnamed for name, (_, _, unnamed) in listed.items()} == {"best": 1, "first": 0, "mails": 1}
    assert {minimum for _, minimum, _ in listed.values()} == {20}


def test_a_message_goes_out_where_the_plan_sends_it_and_with_nothing_else_of_the_plan(listed):
    current, _, _ = listed["mails"]
    assert current.rows["decision_id"].to_pylist() == ["a"]
    assert not {"evidence", "reason"} & {*current.rows.column_names}


def test_a_message_names_its_item_and_the_hours_in_which_nothing_is_sent(home, listed):
    """A name that a spreadsheet would run is marked in the CSV file, and there alone."""
    current, minimum, _ = listed["mails"]
    [row] = current.rows.to_pylist()
    assert [row[name] for name in ("item_id", "item_name", "quiet_from", "quiet_to", "time_zone")] == [
        *("i1", "=1+1", "21:00", "08:00", "Europe/Berlin")
    ]
    folder = list_folder(home, export_list(home, current, minimum))
    assert pq.read_table(folder / "whole.parquet")["item_name"].to_pylist() == ["=1+1"]
    assert '"\'=1+1"' in (folder / "whole.csv").read_text()


@pytest.mark.parametrize(
    ("expires_at", "ends"), [("2025-02-08 09:00", "2025-02-01 23:00"), ("2025-02-01 22:59", "2025-02-01 22:59")]
)
def test_a_message_is_not_to_be_sent_once_the_day_of_its_plan_is_over(home, expires_at, ends):
    """However long it is of use: by the plan's clock, as a delivery has it."""
    with duckdb.connect(home.warehouse) as warehouse:
        warehouse.execute(TABLES + f"UPDATE marketing.campaign_plan SET expires_at = '{expires_at}'")
    [mails] = [current for current, _, _ in read_lists() if current.audience.name == "mails"]
    [moment] = mails.rows["expires_at"].to_pylist()
    assert f"{moment:%Y-%m-%d %H:%M}" == ends


def test_before_the_first_load_day_there_is_no_list(home):
    with duckdb.connect(home.warehouse) as warehouse:
        warehouse.execute(TABLES + "DELETE FROM inputs.as_of_day")
    assert list(read_lists()) == []


def test_where_nobody_is_known_or_planned_each_list_is_empty(home):
    emptied = ("inputs.audience_users", "inputs.audience_members", "users.user_clusters", "marketing.campaign_plan")
    with duckdb.connect(home.warehouse) as warehouse:
        warehouse.execute(TABLES + "".join(f"DELETE FROM {name};" for name in emptied))
    found = {current.audience.name: (current, unnamed) for current, _, unnamed in read_lists()}
    assert {name: (current.rows.num_rows, unnamed) for name, (current, unnamed) in found.items()} == dict.fromkeys(
        ("best", "first", "mails"), (0, 0)
    )
    assert all(current.rows.schema.equals(current.audience.shape) for current, _ in found.values())
