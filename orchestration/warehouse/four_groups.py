"""The four groups of buyers and what they bring, from the warehouse or the published file."""

import duckdb
import pyarrow as pa

FOUR_GROUPS = ("high_value", "high_quality", "ordinary", "low_contribution")


def read_groups(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return the four groups that have users, from the top: user_group, user_count, user_share (of the buyers) and
    revenue_share (0 to 1; null where no price is known)."""
    return connection.sql(
        """
        SELECT
            user_groups.user_group, count(*) AS user_count,
            count(*) / sum(count(*)) OVER () AS user_share,
            CAST(sum(user_facts.net_amount) / nullif(sum(sum(user_facts.net_amount)) OVER (), 0) AS DOUBLE)
                AS revenue_share
        FROM users.user_groups INNER JOIN users.user_facts USING (user_id)
        WHERE list_contains(?, user_groups.user_group)
        GROUP BY user_groups.user_group ORDER BY list_position(?, user_groups.user_group)
        """,
        params=[FOUR_GROUPS, FOUR_GROUPS],
    ).to_arrow_table()
