-- One row per pair of items that orders hold together surely oftener than chance would have it, from the rarer item to the other, which is the
-- direction of higher confidence. Counted here, since Python makes items.basket_rules only after all models. What chance would have is counted
-- channel by channel: items of which one channel sells more would else look as if they went together.

-- Channels of few orders count as one: alone they would expect just what they hold.
with channel_sizes as (
    select
        channel,
        count(distinct order_id) as order_count
    from {{ ref('int_bought_lines') }}
    where channel is not null
    group by channel
),

baskets as (
    select distinct
        lines.order_id,
        lines.item_id,
        case when sizes.order_count >= {{ var('opportunity_cases') }} then lines.channel else '' end as channel
    from {{ ref('int_bought_lines') }} as lines
    left join channel_sizes as sizes on lines.channel = sizes.channel
    inner join {{ ref('item_facts') }} as items on lines.item_id = items.item_id
    where items.is_product
),

channels as (
    select
        channel,
        cast(count(distinct order_id) as double) as basket_count
    from baskets
    group by channel
),

-- What is in fewer baskets has no pair in so many.
frequent as (
    select
        item_id,
        count(*) as basket_count
    from baskets
    group by item_id
    having count(*) >= {{ var('opportunity_cases') }}
),

frequent_baskets as (
    select
        baskets.order_id,
        baskets.item_id,
        frequent.basket_count
    from baskets
    inner join frequent on baskets.item_id = frequent.item_id
),

pairs as (
    select
        rarer.item_id as antecedent_item_id,
        other.item_id as consequent_item_id,
        count(*) as pair_count
    from frequent_baskets as rarer
    inner join frequent_baskets as other
        on
            rarer.order_id = other.order_id
            and (
                rarer.basket_count < other.basket_count
                or (rarer.basket_count = other.basket_count and rarer.item_id < other.item_id)
            )
    group by rarer.item_id, other.item_id
    having count(*) >= {{ var('opportunity_cases') }}
),

in_channels as (
    select
        baskets.channel,
        baskets.item_id,
        cast(count(*) as double) as basket_count
    from baskets
    inner join frequent on baskets.item_id = frequent.item_id
    group by baskets.channel, baskets.item_id
),

expected as (
    select
        pairs.antecedent_item_id,
        pairs.consequent_item_id,
        max(pairs.pair_count) as pair_count,
        sum(rarer.basket_count * other.basket_count / channels.basket_count) as expected_count
    from pairs
    inner join in_channels as rarer on pairs.antecedent_item_id = rarer.item_id
    inner join in_channels as other on pairs.consequent_item_id = other.item_id and rarer.channel = other.channel
    inner join channels on rarer.channel = channels.channel
    group by pairs.antecedent_item_id, pairs.consequent_item_id
),

shop as (
    select sum(basket_count) as basket_count
    from channels
)

select
    antecedent_item_id,
    consequent_item_id,
    pair_count,
    {{ rounded('expected_count') }} as expected_count,
    {{ rounded('(pair_count - expected_count) / shop.basket_count') }} as leverage
from expected
cross join shop
-- Chance alone goes so far beyond what is expected about once in 700 pairs.
where pair_count - expected_count > 3 * sqrt(expected_count)
