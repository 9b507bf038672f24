"""What the published file knows of one user, for the page about them."""

from dataclasses import dataclass

import duckdb

# Of what may be long the page shows the newest, or the best.
MOST_ROWS = 5
Row = dict[str, object]

FACTS = """
    SELECT
        facts.*, groups.user_group, groups.reason AS group_reason, causes.cause, causes.cure, rfm.rfm_segment,
        clusters.cluster_id, summaries.sentence AS cluster_sentence,
        coalesce(
            (SELECT any_value(category_name) FROM items.item_facts WHERE category_id = facts.favorite_category_id),
            facts.favorite_category_id
        ) AS category_name,
        value.horizon_days, value.expected_order_count, value.value_amount, value.value_low, value.value_high,
        value.status AS value_status, propensity.order_probability, propensity.reasons,
        propensity.status AS propensity_status
    FROM users.user_facts AS facts
    LEFT JOIN users.user_groups AS groups ON facts.user_id = groups.user_id
    LEFT JOIN users.low_contribution_causes AS causes ON facts.user_id = causes.user_id
    LEFT JOIN users.user_rfm AS rfm ON facts.user_id = rfm.user_id
    LEFT JOIN users.user_clusters AS clusters ON facts.user_id = clusters.user_id
    LEFT JOIN users.cluster_summaries AS summaries ON clusters.cluster_id = summaries.cluster_id
    LEFT JOIN users.user_value AS value ON facts.user_id = value.user_id
    LEFT JOIN users.user_propensity AS propensity ON facts.user_id = propensity.user_id
    WHERE facts.user_id = $user_id
"""
MOVES = """
    SELECT month_end_date, previous_user_group, user_group, reason, way_back
    FROM users.user_group_moves
    WHERE user_id = $user_id
    ORDER BY month_end_date DESC
    LIMIT 1
"""
PRICES = """
    SELECT order_count, coupon_order_share, shrunk_coupon_order_share, judged_line_count, discount_line_share,
        shrunk_discount_line_share, priced_line_count, shrunk_price_level
    FROM users.user_price_sensitivity
    WHERE user_id = $user_id
"""
TAGS = """
    SELECT tags.*, coalesce(
        (
            SELECT any_value(category_name) FROM items.item_facts
            WHERE tags.tag IN ('wants_category', 'replenisher') AND category_id = tags.tag_value
        ),
        tags.tag_value
    ) AS value_name
    FROM users.user_tags AS tags
    WHERE tags.user_id = $user_id
    ORDER BY tags.family, tags.weight DESC, tags.tag, tags.tag_value
"""
INTERESTS = """
    SELECT coalesce(category_name, category_id) AS category, brand, price_band, weight, reason
    FROM marketing.search_boosts
    WHERE user_id = $user_id
    ORDER BY weight DESC, category, brand, price_band
    LIMIT $most
"""
MESSAGES = """
    SELECT messages.*, coalesce(item_facts.name, messages.item_id) AS item
    FROM marketing.user_messages AS messages
    LEFT JOIN items.item_facts ON messages.item_id = item_facts.item_id
    WHERE messages.user_id = $user_id
    ORDER BY messages.decided_at DESC, messages.message_id
    LIMIT $most
"""
ABANDONED = """
    SELECT abandoned.*, coalesce(item_facts.name, abandoned.item_id) AS item
    FROM users.abandoned_items AS abandoned
    LEFT JOIN items.item_facts ON abandoned.item_id = item_facts.item_id
    WHERE abandoned.user_id = $user_id
    ORDER BY abandoned.wished_date DESC, abandoned.item_id
    LIMIT $most
"""
RECOMMENDATIONS = """
    SELECT recommendations.*, coalesce(item_facts.name, recommendations.item_id) AS item
    FROM marketing.user_recommendations AS recommendations
    LEFT JOIN items.item_facts ON recommendations.item_id = item_facts.item_id
    WHERE recommendations.user_id = $user_id AND recommendations.rank <= $most
    ORDER BY recommendations.list, recommendations.rank
"""
PLANNED = """
    SELECT plan.*, coalesce(
        plan.item_name,
        plan.item_id,
        (SELECT any_value(category_name) FROM items.item_facts WHERE category_id = plan.category_id),
        plan.category_id
    ) AS subject
    FROM marketing.campaign_plan AS plan
    WHERE plan.user_id = $user_id
    ORDER BY list_position(['send', 'hold_back', 'defer', 'refuse'], plan.decision), plan.deferred_until_date,
        plan.priority, plan.trigger, subject
"""
LOOK_ALIKES = """
    SELECT list, rank, evidence, status
    FROM users.user_look_alikes
    WHERE user_id = $user_id
    ORDER BY list
"""


@dataclass(frozen=True)
class UserPage:
    """facts: one row of what is counted, valued and predicted; the others: rows, the newest or the best first.

    planned: all that was thought of for tomorrow, what is sent first.
    """

    facts: Row
    moves: list[Row]
    tags: list[Row]
    prices: list[Row]
    interests: list[Row]
    messages: list[Row]
    abandoned: list[Row]
    recommendations: list[Row]
    planned: list[Row]
    look_alikes: list[Row]


def read_user_page(published: duckdb.DuckDBPyConnection, user_id: str) -> UserPage | None:
    """Return what is known of the user; None where users.user_facts does not know the id."""
    facts = _ask(published, FACTS, {"user_id": user_id})
    if not facts:
        return None
    user, limits = {"user_id": user_id}, {"user_id": user_id, "most": MOST_ROWS}
    whole = [_ask(published, query, user) for query in (MOVES, TAGS, PRICES)]
    first = [_ask(published, query, limits) for query in (INTERESTS, MESSAGES, ABANDONED, RECOMMENDATIONS)]
    last = [_ask(published, query, user) for query in (PLANNED, LOOK_ALIKES)]
    return UserPage(facts[0], *whole, *first, *last)


def _ask(published: duckdb.DuckDBPyConnection, query: str, given: Row) -> list[Row]:
    answer = published.execute(query, given)
    names = [column[0] for column in answer.description]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
