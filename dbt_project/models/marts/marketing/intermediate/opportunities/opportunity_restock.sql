-- Sold out, and users wait for it: they put it into the cart or favoured it, met the empty shelf, and did not buy it or put it away.
-- Past cases are the items that came back; compared are those who met the empty shelf and had not wished for the item.

with spells as (
    select
        stock_outs.item_id,
        stock_outs.from_date,
        stock_outs.until_date,
        cast(stock_outs.from_date - interval {{ var('wish_days') }} day as date) as first_date,
        cast(stock_outs.until_date + interval {{ var('opportunity_days') }} day as date) as last_date,
        as_of.as_of_date
    from {{ ref('int_item_stock_outs') }} as stock_outs
    cross join {{ ref('as_of') }} as as_of
),

met as (
    select
        spells.item_id,
        spells.from_date,
        spells.until_date,
        spells.first_date,
        spells.last_date,
        spells.as_of_date,
        days.user_id,
        max(case when days.cart_count + days.favorite_count > 0 then days.activity_date end) as wished_date,
        max(case when {{ is_put_away('days') }} then days.activity_date end) as removed_date
    from spells
    inner join {{ ref('int_user_item_days') }} as days
        on
            spells.item_id = days.item_id
            and spells.first_date <= days.activity_date
            and coalesce(spells.until_date > days.activity_date, true)
    group by
        spells.item_id, spells.from_date, spells.until_date, spells.first_date, spells.last_date, spells.as_of_date, days.user_id
    having max(days.activity_date) >= spells.from_date
),

purchases as (
    select
        met.user_id,
        met.item_id,
        met.from_date,
        max(case when coalesce(purchases.bought_date < met.until_date, true) then 1 else 0 end) as has_it,
        max(case when purchases.bought_date between met.until_date and met.last_date then 1 else 0 end) as has_come
    from met
    inner join {{ ref('int_user_item_purchases') }} as purchases
        on
            met.user_id = purchases.user_id
            and met.item_id = purchases.item_id
            and purchases.bought_date >= coalesce(met.wished_date, met.first_date)
    group by met.user_id, met.item_id, met.from_date
),

cases as (
    select
        met.*,
        coalesce(purchases.has_come, 0) as has_come,
        met.wished_date is not null as is_waiting,
        coalesce(met.last_date <= met.as_of_date, false) as is_past
    from met
    left join purchases
        on
            met.user_id = purchases.user_id
            and met.item_id = purchases.item_id
            and met.from_date = purchases.from_date
    where coalesce(purchases.has_it, 0) = 0 and coalesce(met.removed_date < met.wished_date, true)
)

select
    'restock' as kind,
    item_id as subject_id,
    item_id,
    cast(null as string) as category_id,
    cast(null as string) as user_group,
    'open' as role,
    {{ open_case(
        'user_id',
        "'wished for on ' || " ~ in_words('wished_date') ~ " || ', sold out since ' || " ~ in_words('from_date'),
        'wished_date'
    ) }}
from cases
where until_date is null and is_waiting

union all

select
    'restock' as kind,
    item_id as subject_id,
    item_id,
    cast(null as string) as category_id,
    cast(null as string) as user_group,
    case when is_waiting then 'like' else 'usual' end as role,
    {{ past_cases('count(*)', 'sum(has_come)') }}
from cases
where is_past
group by item_id, is_waiting
