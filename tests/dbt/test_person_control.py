"""Where persons are always held back and others written to again and again, adjusting takes nothing of the effect."""

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from ml_assets.campaign_effects.difference import estimate_effects
from ml_assets.campaign_effects.sequence import widen
from ml_assets.campaign_effects.sums import read_sums, sum_contacts

PERSONS, WEEKS, WEEKS_BEFORE, EFFECT = 500, 16, 13, 0.6
TABLES = """
    CREATE SCHEMA staging; CREATE SCHEMA intermediate; CREATE SCHEMA current;
    CREATE SCHEMA reference; CREATE SCHEMA identity;
    CREATE TABLE {as_of} AS SELECT DATE '2026-01-01' AS as_of_date;
    CREATE TABLE {message_costs} AS
    FROM (VALUES ('channel', 'any', 0.1), ('offer', 'any', 0)) AS costs (cost_kind, name, cost_amount);
    CREATE TABLE {campaign_windows} AS SELECT 'any' AS trigger, 6 AS window_days;
    CREATE TABLE {int_user_accounts} (account_id VARCHAR, user_id VARCHAR);
    CREATE TABLE {current_reviews} (user_id VARCHAR, written_at TIMESTAMP, written_at_local TIMESTAMP, rating BIGINT);
    CREATE TABLE {int_known_days} (user_id VARCHAR, event_date DATE, event_count BIGINT, consult_count BIGINT);
    CREATE TABLE {current_messages} AS
    SELECT
        'u' || person AS user_id, 'weekly' AS trigger, 'email' AS channel, NULL::VARCHAR AS offer_code,
        NOT is_sent AS is_control, TIMESTAMP '2025-04-07 09:00' + to_days(7 * week) AS decided_at,
        decided_at AS decided_at_local, NULL::TIMESTAMP AS sent_at, NULL::TIMESTAMP AS opened_at,
        NULL::BOOLEAN AS is_machine_open, NULL::TIMESTAMP AS unsubscribed_at, NULL::TIMESTAMP AS unsubscribed_at_local
    FROM messages;
    CREATE TABLE intermediate.int_planned_contacts (
        user_id VARCHAR, account_id VARCHAR, trigger VARCHAR, contact_date DATE, channel VARCHAR, is_control BOOLEAN,
        decided_at TIMESTAMP
    );
    CREATE TABLE {int_joined_orders} AS
    SELECT
        'u' || person AS user_id, TIMESTAMP '2025-04-08 12:00' + to_days(7 * week) AS ordered_at,
        ordered_at::DATE AS order_date, 10.0 AS net_amount, 3.0 AS margin_amount, true AS is_counted
    FROM orders;
"""
SCHEMAS = {"as_of": "staging", "current_messages": "current", "current_reviews": "current"}
SCHEMAS |= dict.fromkeys(("message_costs", "campaign_windows"), "reference")
SCHEMAS |= dict.fromkeys(("int_joined_orders", "int_known_days", "int_user_accounts"), "identity")


@pytest.fixture
def compiled(compiled_contacts) -> dict[str, str]:
    return compiled_contacts


def estimate(compiled: dict[str, str], seed: int) -> tuple[float, float, float]:
    """The true effect of a message on orders, the adjusted one, and how far the valid interval reaches to each side."""
    random = np.random.default_rng(seed)
    rates = random.gamma(0.8, 0.3, PERSONS)  # orders a week
    is_sent = random.random(PERSONS) >= 0.3
    weeks = np.arange(-WEEKS_BEFORE, WEEKS)
    counts = random.poisson(rates[:, None] * (1 + EFFECT * np.outer(is_sent, weeks >= 0)))
    persons, places = (np.repeat(index.ravel(), counts.ravel()) for index in np.indices(counts.shape))
    messages = np.repeat(np.arange(PERSONS), WEEKS), np.tile(np.arange(WEEKS), PERSONS)
    with duckdb.connect() as connection:
        connection.execute("ATTACH ':memory:' AS dev; USE dev; SET threads = 1")
        connection.register("orders", pa.table({"person": persons, "week": weeks[places]}))
        sent = {"person": messages[0], "week": messages[1], "is_sent": is_sent[messages[0]]}
        connection.register("messages", pa.table(sent))
        connection.execute(TABLES.format(**{name: f"{schema}.{name}" for name, schema in SCHEMAS.items()}))
        for name in ("int_contacts", "int_contact_outcomes"):
            connection.execute(f"CREATE TABLE intermediate.{name} AS {compiled[name]}")
        contacts = connection.execute("""
            SELECT user_id, is_sent, order_count::DOUBLE AS order_count, order_count_before::DOUBLE AS before
            FROM intermediate.int_contacts JOIN intermediate.int_contact_outcomes USING (user_id, trigger, contact_date)
        """).fetchnumpy()
    columns = (contacts[name] for name in ("user_id", "is_sent", "order_count", "before"))
    found = estimate_effects(read_sums(pa.Table.from_pylist([sum_contacts(*columns)]), "sums"))
    return EFFECT * rates.mean(), found.adjusted[0], found.error[0] * widen(found.count)[0]


def test_the_truth_lies_inside_the_valid_band_of_persons_written_to_every_week(compiled):
    """Were what earlier messages did taken for what was before, most of it would be adjusted away."""
    found = np.array([estimate(compiled, seed) for seed in range(20)])
    truth, effect, reach = found.T
    assert (abs(effect - truth) <= reach).sum() >= 18
    assert abs(effect.mean() - truth.mean()) < 0.25 * truth.mean()
