"""Tomorrow's plan: one decision for each candidate, under caps, stock and budgets."""

from ml_assets.campaign_plan.checks import Evidence, check_plan
from ml_assets.campaign_plan.inputs import PlanInputs
from ml_assets.campaign_plan.plan import campaign_plan
from ml_assets.campaign_plan.rules import Rules, read_rules
from ml_assets.campaign_plan.table import CAMPAIGN_PLAN

__all__ = ["CAMPAIGN_PLAN", "Evidence", "PlanInputs", "Rules", "campaign_plan", "check_plan", "read_rules"]
