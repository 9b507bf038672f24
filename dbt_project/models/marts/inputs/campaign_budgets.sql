-- One row per kind of thing and period of which a plan may not spend more.

select
    kind,
    period,
    most
from {{ ref('plan_budgets') }}
