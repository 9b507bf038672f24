"""Every table of the warehouse that Python makes: where it lies, what it holds, and the shape its algorithm declares.

models/marts/_python__sources.yml, written from here by `make describe`, says the same to dbt.
"""

from ml_assets.attribute_screening import ATTRIBUTE_SCREENING
from ml_assets.basket_rule_contexts import BASKET_RULE_CONTEXTS
from ml_assets.basket_rules import BASKET_RULES, PUBLISHED_BASKET_RULES
from ml_assets.campaign_cells import CAMPAIGN_CELLS
from ml_assets.campaign_effects import CAMPAIGN_DAYS, CAMPAIGN_RESULTS
from ml_assets.campaign_plan import CAMPAIGN_PLAN
from ml_assets.clusters.table import CLUSTER_PROFILES, CLUSTER_SUMMARIES, ITEM_CLUSTERS, USER_CLUSTERS
from ml_assets.evaluation.table import MODEL_QUALITY
from ml_assets.group_item_rules.table import GROUP_ITEM_RULES, PUBLISHED_GROUP_ITEM_RULES
from ml_assets.item_neighbors import ITEM_NEIGHBORS
from ml_assets.look_alikes import USER_LOOK_ALIKES
from ml_assets.next_purchases import NEXT_PURCHASES, PUBLISHED_NEXT_PURCHASES
from ml_assets.propensity import USER_PROPENSITY
from ml_assets.recommendations import REFUSED_RECOMMENDATIONS, USER_RECOMMENDATIONS
from ml_assets.review_themes import REVIEW_THEMES
from ml_assets.tag_checks import TAG_CHECKS
from ml_assets.value import USER_VALUE
from orchestration.dbt.translator import PUBLIC_SCHEMAS
from orchestration.outbound.exports.table import AUDIENCES
from orchestration.warehouse.tables import DeclaredTable

RULES_TABLE = DeclaredTable(
    "items",
    "basket_rules",
    "Which items, or categories of items, are bought together in one order more often than chance would have it: the "
    "rules that surely hold (whoever buys these also buys that), at most so many of each level as "
    "CARTOGRAPH_PUBLISHED_RULES says. One row per set of items, in its direction of highest confidence.",
    PUBLISHED_BASKET_RULES,
)
RULES_TESTED_TABLE = DeclaredTable(
    "staging",
    "basket_rules_tested",
    "Every rule that was tested for items.basket_rules, noise included: one row per rule.",
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
    "What each of the four groups of users surely buys more often than all buyers do, at most so many items of "
    "each group as CARTOGRAPH_PUBLISHED_RULES says: one row for a group and item.",
    PUBLISHED_GROUP_ITEM_RULES,
)
GROUP_RULES_TESTED_TABLE = DeclaredTable(
    "staging",
    "group_item_rules_tested",
    "Every group and item that was tested for items.group_item_rules: one row for each.",
    GROUP_ITEM_RULES,
)
SEQUENCES_TABLE = DeclaredTable(
    "items",
    "next_purchases",
    "What users buy on a later day after an item, surely more often than they would anyway: one row for an item and "
    "the next, with how long it takes, or for the same item again, how often it is replenished; of each at most so "
    "many as CARTOGRAPH_PUBLISHED_RULES says. Of two items that follow one another, the order that more users kept to.",
    PUBLISHED_NEXT_PURCHASES,
)
SEQUENCES_TESTED_TABLE = DeclaredTable(
    "staging",
    "next_purchases_tested",
    "Every sequence with enough users that was tested for items.next_purchases: one row for an item and the next.",
    NEXT_PURCHASES,
)
NEIGHBORS_TABLE = DeclaredTable(
    "items",
    "item_neighbors",
    "Which items are near which: bought together, viewed together, bought after the item was viewed, or alike by "
    "category, brand and price. One row per item, kind and rank, up to 50, with the counts behind it.",
    ITEM_NEIGHBORS,
)
ITEM_CLUSTERS_TABLE = DeclaredTable(
    "items",
    "item_clusters",
    "The cluster of each item with enough buyers, by who bought it up to the last month-end: one row per item.",
    ITEM_CLUSTERS,
)
THEMES_TABLE = DeclaredTable(
    "items",
    "review_themes",
    "What complaints and praise are about: words, and pairs of words, that surely go with low or with high ratings of "
    "a category or brand. One row for each of these, rating group and term.",
    REVIEW_THEMES,
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
TAG_CHECKS_TABLE = DeclaredTable(
    "users",
    "tag_checks",
    "Whether users with a tag did something later more or less often than users without it: one row per tag of the "
    "catalogue. A tag that is not shown to differ should not be relied on.",
    TAG_CHECKS,
)
LOOK_ALIKES_TABLE = DeclaredTable(
    "users",
    "user_look_alikes",
    "Users alike those on a list of the seed look_alike_lists, by the attributes that predict what users do: one row "
    "per list and user who is not on it, up to 500.",
    USER_LOOK_ALIKES,
)
LOOK_ALIKES_QUALITY_TABLE = DeclaredTable(
    "staging",
    "look_alikes_quality",
    "How those alike a list on a past day behaved after it; see ops.model_quality.",
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
GOOD_PRODUCTS_QUALITY_TABLE = DeclaredTable(
    "staging",
    "good_products_quality",
    "How marketing.good_products of a past day were bought and bought again after it; see ops.model_quality.",
    MODEL_QUALITY,
)
SEARCH_QUALITY_TABLE = DeclaredTable(
    "staging",
    "search_quality",
    "At which place users found what they opened after a search, with and without marketing.search_boosts.",
    MODEL_QUALITY,
)
SEND_TIMES_QUALITY_TABLE = DeclaredTable(
    "staging",
    "send_times_quality",
    "How users.user_send_times of a past day met the visits after it; see ops.model_quality.",
    MODEL_QUALITY,
)
RECOMMENDATIONS_TABLE = DeclaredTable(
    "marketing",
    "user_recommendations",
    "What to show each user seen in the last 90 days, and why: one row per user, list (home, discover, again) and "
    "rank, up to 20.",
    USER_RECOMMENDATIONS,
)
REFUSED_TABLE = DeclaredTable(
    "marketing",
    "refused_recommendations",
    "What a policy kept from a list though it scored well enough: one row per user, list and item.",
    REFUSED_RECOMMENDATIONS,
)
RECOMMENDATIONS_QUALITY_TABLE = DeclaredTable(
    "staging",
    "recommendations_quality",
    "How many of the items that users bought later the lists of a past day held; see ops.model_quality.",
    MODEL_QUALITY,
)
CAMPAIGN_RESULTS_TABLE = DeclaredTable(
    "marketing",
    "campaign_results",
    "What messages did, sent beside held back: one row per trigger, segment (everyone, or a group) and outcome, with "
    "an interval that holds however often it is looked at, and the verdict in words. Empty in a shop without messages.",
    CAMPAIGN_RESULTS,
)
CAMPAIGN_DAYS_TABLE = DeclaredTable(
    "marketing",
    "campaign_days",
    "How the effect of each trigger and its intervals developed: one row per trigger, outcome and day.",
    CAMPAIGN_DAYS,
)
CAMPAIGN_CELLS_TABLE = DeclaredTable(
    "marketing",
    "campaign_cells",
    "Whom messages move: one row per trigger, outcome and cell of people, its effect shrunk to the trigger's, and "
    "whether the cell is better left alone.",
    CAMPAIGN_CELLS,
)
CAMPAIGN_CELLS_QUALITY_TABLE = DeclaredTable(
    "staging",
    "campaign_cells_quality",
    "Whether distinguishing people by marketing.campaign_cells was better, on people not learned from, than the same "
    "for all; see ops.model_quality.",
    MODEL_QUALITY,
)
CAMPAIGN_PLAN_TABLE = DeclaredTable(
    "marketing",
    "campaign_plan",
    "Tomorrow's plan: what is sent to whom, what is held back to measure by, deferred or refused, and why. One row per "
    "person, trigger and item or category. The plans of all days are Parquet files in plan_ledger/.",
    CAMPAIGN_PLAN,
)
AUDIENCES_TABLE = DeclaredTable(
    "marketing",
    "audiences",
    "How many are on each audience, what has changed since the receiver last acknowledged it, and whether it goes out: "
    "one row per audience of the seed audiences. The files lie below exports/.",
    AUDIENCES,
)
QUALITY_TABLE = DeclaredTable(
    "ops",
    "model_quality",
    "How good each model was on what followed, beside a naive answer: one row per model, date, metric and naive "
    "answer.",
    MODEL_QUALITY,
)

PYTHON_TABLES = (
    RULES_TABLE,
    RULES_TESTED_TABLE,
    CONTEXTS_TABLE,
    GROUP_RULES_TABLE,
    GROUP_RULES_TESTED_TABLE,
    SEQUENCES_TABLE,
    SEQUENCES_TESTED_TABLE,
    NEIGHBORS_TABLE,
    ITEM_CLUSTERS_TABLE,
    THEMES_TABLE,
    CLUSTERS_TABLE,
    PROFILES_TABLE,
    SUMMARIES_TABLE,
    VALUE_TABLE,
    VALUE_QUALITY_TABLE,
    SCREENING_TABLE,
    SCREENING_QUALITY_TABLE,
    TAG_CHECKS_TABLE,
    LOOK_ALIKES_TABLE,
    LOOK_ALIKES_QUALITY_TABLE,
    PROPENSITY_TABLE,
    PROPENSITY_QUALITY_TABLE,
    GOOD_PRODUCTS_QUALITY_TABLE,
    SEARCH_QUALITY_TABLE,
    SEND_TIMES_QUALITY_TABLE,
    RECOMMENDATIONS_TABLE,
    REFUSED_TABLE,
    RECOMMENDATIONS_QUALITY_TABLE,
    CAMPAIGN_RESULTS_TABLE,
    CAMPAIGN_DAYS_TABLE,
    CAMPAIGN_CELLS_TABLE,
    CAMPAIGN_CELLS_QUALITY_TABLE,
    CAMPAIGN_PLAN_TABLE,
    AUDIENCES_TABLE,
    QUALITY_TABLE,
)
PUBLIC_PYTHON_TABLES = tuple(table for table in PYTHON_TABLES if table.schema in PUBLIC_SCHEMAS)
