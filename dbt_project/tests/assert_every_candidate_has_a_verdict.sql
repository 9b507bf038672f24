-- Triggers' rows that have no verdict, or verdicts and offers without such a row.
{{ config(meta={'dagster': {'ref': {'name': 'campaign_candidate_offers'}}}) }}

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

union all

-- Who may be sent has an offer, be it none, and nobody else has.
select
    candidates.user_id,
    candidates.trigger,
    candidates.item_id,
    candidates.category_id
from {{ ref('campaign_candidates') }} as candidates
left join {{ ref('campaign_candidate_offers') }} as offers on {{ same_candidate('candidates', 'offers') }}
where (candidates.refused_by is null) <> (offers.offer is not null)
