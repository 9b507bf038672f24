"""Every table of the warehouse that Python makes: where it lies, what it holds, and the shape its algorithm declares.

models/marts/_python__sources.yml, written from here by `make describe`, says the same to dbt.
"""

from ml_assets.attribute_screening import ATTRIBUTE_SCREENING
from ml_assets.basket_rule_contexts import BASKET_RULE_CONTEXTS
from ml_assets.basket_rules import BASKET_RULES
from ml_assets.clusters.table import CLUSTER_PROFILES, CLUSTER_SUMMARIES, ITEM_CLUSTERS, USER_CLUSTERS
from ml_assets.evaluation.table import MODEL_QUALITY
from ml_assets.group_item_rules.table import GROUP_ITEM_RULES
from ml_assets.next_purchases import NEXT_PURCHASES
from ml_assets.propensity import USER_PROPENSITY
from ml_assets.value import USER_VALUE
from orchestration.dbt.translator import PRIVATE_SCHEMAS
from orchestration.warehouse.tables import DeclaredTable

RULES_TABLE = DeclaredTable(
    "items",
    "basket_rules",
    "Which items, or categories of items, are bought together in one order: one row per rule (whoever buys these also "
    "buys that).",
    BASKET_RULES,
)
CONTEXTS_TABLE = DeclaredTable(
    "items",
    "basket_rule_contexts",
    "Where rules hold: pairs of items bought together more, or less, on some weekdays, at some times of day, in some "
    "channels or by some user groups than elsewhere. One row per rule and context.",
    BASKET_RULE_CONTEXTS,
)
GROUP_RULES_TABLE = DeclaredTable(
    "items",
    "group_item_rules",
    "What each of the four groups of users buys, against all buyers: one row for each group and item.",
    GROUP_ITEM_RULES,
)
SEQUENCES_TABLE = DeclaredTable(
    "items",
    "next_purchases",
    "What users buy on a later day, after an item: one row for an item and the next, with how long it takes and "
    "whether it is more than they would buy anyway; of the same item again, how often it is replenished.",
    NEXT_PURCHASES,
)
ITEM_CLUSTERS_TABLE = DeclaredTable(
    "items",
    "item_clusters",
    "The cluster of each item with enough buyers, by who bought it up to the last month-end: one row per item.",
    ITEM_CLUSTERS,
)
CLUSTERS_TABLE = DeclaredTable(
    "users",
    "user_clusters",
    "The cluster of each user with an order, one row per user: evidence beside the four groups.",
    USER_CLUSTERS,
)
PROFILES_TABLE = DeclaredTable(
    "users",
    "cluster_profiles",
    "How each cluster differs from all users: one row for each cluster and attribute.",
    CLUSTER_PROFILES,
)
SUMMARIES_TABLE = DeclaredTable(
    "users",
    "cluster_summaries",
    "Each cluster to be read: its sentence, its rule, and the one it resembles of a month before; one row per cluster.",
    CLUSTER_SUMMARIES,
)
VALUE_TABLE = DeclaredTable(
    "users",
    "user_value",
    "What each user with an order is expected to order and be worth, one row per user.",
    USER_VALUE,
)
VALUE_QUALITY_TABLE = DeclaredTable(
    "staging",
    "user_value_quality",
    "How well users.user_value predicted what followed when it was fitted as of a past day; see ops.model_quality.",
    MODEL_QUALITY,
)
SCREENING_TABLE = DeclaredTable(
    "users",
    "attribute_screening",
    "Which attributes of users predict who will order, become high_value or stop, and which leak or repeat others.",
    ATTRIBUTE_SCREENING,
)
SCREENING_QUALITY_TABLE = DeclaredTable(
    "staging",
    "screening_quality",
    "How much of the AUC of all attributes the kept ones reach.",
    MODEL_QUALITY,
)
PROPENSITY_TABLE = DeclaredTable(
    "users",
    "user_propensity",
    "The chance of each user to order within 30 days and to stop buying, what to expect of spend, and why.",
    USER_PROPENSITY,
)
PROPENSITY_QUALITY_TABLE = DeclaredTable(
    "staging",
    "propensity_quality",
    "How good the models of propensity were on what followed.",
    MODEL_QUALITY,
)
QUALITY_TABLE = DeclaredTable(
    "ops",
    "model_quality",
    "How good each model was on what followed, beside a naive answer: one row per model, date and metric.",
    MODEL_QUALITY,
)

PYTHON_TABLES = (
    RULES_TABLE,
    CONTEXTS_TABLE,
    GROUP_RULES_TABLE,
    SEQUENCES_TABLE,
    ITEM_CLUSTERS_TABLE,
    CLUSTERS_TABLE,
    PROFILES_TABLE,
    SUMMARIES_TABLE,
    VALUE_TABLE,
    VALUE_QUALITY_TABLE,
    SCREENING_TABLE,
    SCREENING_QUALITY_TABLE,
    PROPENSITY_TABLE,
    PROPENSITY_QUALITY_TABLE,
    QUALITY_TABLE,
)
PUBLIC_PYTHON_TABLES = tuple(table for table in PYTHON_TABLES if table.schema not in PRIVATE_SCHEMAS)
