-- Triggers' rows that have no verdict, or verdicts without such a row.
{{ config(meta={'dagster': {'ref': {'name': 'campaign_candidates'}}}) }}

with counts as (
    select
        user_id,
        trigger,
        item_id,
        category_id,
        count(*) as row_count
    from {{ ref('int_trigger_candidates') }}
    group by user_id, trigger, item_id, category_id

    union all

    select
        user_id,
        trigger,
        item_id,
        category_id,
        -count(*) as row_count
    from {{ ref('campaign_candidates') }}
    group by user_id, trigger, item_id, category_id
)

select
    user_id,
    trigger,
    item_id,
    category_id
from counts
group by user_id, trigger, item_id, category_id
having sum(row_count) <> 0
