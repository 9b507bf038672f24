-- One row per candidate that has been bought since its reason began, by an order under any account, paid already or not, or by an event: the first
-- such purchase. A candidate about an item is bought with it, one about a category with any item in it, one about neither with anything.

with candidates as (
    select
        candidates.user_id,
        candidates.trigger,
        candidates.item_id,
        candidates.category_id,
        candidates.since_at,
        cast({{ local_from_utc('candidates.since_at', time_zone('shop')) }} as date) as since_date,
        paths.category_path
    from {{ ref('int_trigger_candidates') }} as candidates
    left join {{ ref('int_category_paths') }} as paths on candidates.category_id = paths.category_id
),

purchases as (
    select
        coalesce(order_users.user_id, lines.user_id) as user_id,
        lines.item_id,
        lines.ordered_at as bought_at,
        cast(null as date) as event_date,
        'order ' || lines.order_id as evidence
    from {{ ref('int_order_line_amounts') }} as lines
    left join {{ ref('int_order_users') }} as order_users on lines.order_id = order_users.order_id
    where lines.is_sold and lines.counts_as in ('counted', 'pending')

    union all

    select
        user_id,
        item_id,
        last_event_at as bought_at,
        activity_date as event_date,
        'an event of ' || cast(activity_date as string) as evidence
    from {{ ref('int_user_item_days') }}
    where purchase_count > 0
),

bought as (
    select
        purchases.*,
        paths.category_id,
        paths.category_path
    from purchases
    left join {{ ref('current_items') }} as items on purchases.item_id = items.item_id
    left join {{ ref('int_category_paths') }} as paths on items.category_id = paths.category_id
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
            -- Of an event the day alone is known: on that of the order from which a reason follows it is the same purchase.
            and coalesce(candidates.since_date < bought.event_date, true)
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
