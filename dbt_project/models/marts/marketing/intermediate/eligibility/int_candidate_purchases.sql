-- One row per candidate that wants to sell and has been bought since its reason began, by an order under any account, paid already or
-- not, or by an event: the first such purchase. A candidate about an item is bought with it, one about a category with any item in it,
-- one about neither with anything.

with candidates as (
    select
        candidates.user_id,
        candidates.trigger,
        candidates.item_id,
        candidates.category_id,
        candidates.since_at,
        paths.category_path
    from {{ ref('int_trigger_candidates') }} as candidates
    left join {{ ref('int_category_paths') }} as paths on candidates.category_id = paths.category_id
    where candidates.sells_item
),

bought as (
    select
        purchases.user_id,
        purchases.item_id,
        purchases.category_id,
        paths.category_path,
        purchases.bought_at,
        coalesce(
            'order ' || purchases.order_id || ' of ' || {{ moment_in_words('purchases.bought_at') }},
            'an event of ' || cast(purchases.bought_date as string)
        ) as evidence
    from {{ ref('int_trigger_purchases') }} as purchases
    left join {{ ref('int_category_paths') }} as paths on purchases.category_id = paths.category_id
),

matches as (
    select
        candidates.user_id,
        candidates.trigger,
        candidates.item_id,
        candidates.category_id,
        bought.bought_at,
        bought.evidence,
        row_number() over (
            partition by candidates.user_id, candidates.trigger, candidates.item_id, candidates.category_id
            order by bought.bought_at, bought.evidence
        ) as place
    from candidates
    inner join bought
        on
            candidates.user_id = bought.user_id
            and candidates.since_at < bought.bought_at
            and case
                when candidates.item_id is not null then candidates.item_id = bought.item_id
                when candidates.category_id is not null then
                    candidates.category_id = bought.category_id
                    or substr(bought.category_path, 1, length(candidates.category_path) + 3) = candidates.category_path || ' > '
                else true
            end
)

select
    user_id,
    trigger,
    item_id,
    category_id,
    bought_at,
    evidence
from matches
where place = 1
