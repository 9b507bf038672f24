"""The code location `cartograph`: a table of contents."""

import dagster as dg

from orchestration.assets.attribute_screening import attribute_screening_asset
from orchestration.assets.audiences import audiences_asset
from orchestration.assets.basket_rule_contexts import basket_rule_contexts_asset
from orchestration.assets.basket_rules import basket_rules_asset
from orchestration.assets.campaign_cells import campaign_cells_asset
from orchestration.assets.campaign_plan import campaign_plan_asset
from orchestration.assets.campaign_results import campaign_results_asset
from orchestration.assets.good_products import good_products_quality_asset
from orchestration.assets.group_item_rules import group_item_rules_asset
from orchestration.assets.item_clusters import item_clusters_asset
from orchestration.assets.item_neighbors import item_neighbors_asset
from orchestration.assets.lake import lake_load_days, lake_tables
from orchestration.assets.landing import landing_assets
from orchestration.assets.loads import loads
from orchestration.assets.model_quality import model_quality_asset
from orchestration.assets.next_purchases import next_purchases_asset
from orchestration.assets.plan_decisions import plan_decisions
from orchestration.assets.published import published
from orchestration.assets.recommendations import user_recommendations_asset
from orchestration.assets.review_themes import review_themes_asset
from orchestration.assets.search_quality import search_quality_asset
from orchestration.assets.send_times import send_times_quality_asset
from orchestration.assets.tag_checks import tag_checks_asset
from orchestration.assets.user_clusters import user_clusters_asset
from orchestration.assets.user_look_alikes import user_look_alikes_asset
from orchestration.assets.user_propensity import user_propensity_asset
from orchestration.assets.user_value import user_value_asset
from orchestration.assets.warehouse import warehouse
from orchestration.dbt.resource import build_dbt
from orchestration.jobs import daily_job, daily_schedule, failure_sensor, warning_sensor
from orchestration.runs import history  # noqa: F401 - from here on events are recorded quickly
from orchestration.runs.arrivals import silence_sensor
from orchestration.runs.lock import RunLock
from orchestration.runs.progress import progress_logger

definitions = dg.Definitions(
    assets=[
        *landing_assets,
        lake_load_days,
        lake_tables,
        loads,
        plan_decisions,
        warehouse,
        basket_rules_asset,
        group_item_rules_asset,
        basket_rule_contexts_asset,
        next_purchases_asset,
        item_neighbors_asset,
        user_clusters_asset,
        user_value_asset,
        item_clusters_asset,
        review_themes_asset,
        user_propensity_asset,
        attribute_screening_asset,
        tag_checks_asset,
        user_look_alikes_asset,
        good_products_quality_asset,
        search_quality_asset,
        send_times_quality_asset,
        user_recommendations_asset,
        campaign_results_asset,
        campaign_cells_asset,
        campaign_plan_asset,
        model_quality_asset,
        audiences_asset,
        published,
    ],
    resources={"dbt": build_dbt(), "run_lock": RunLock()},
    jobs=[daily_job],
    schedules=[daily_schedule],
    sensors=[failure_sensor, warning_sensor, silence_sensor],
    loggers={"progress": progress_logger},
    executor=dg.in_process_executor,
)
