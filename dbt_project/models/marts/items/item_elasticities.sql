-- One row per product with a week: by how many per cent more or less of it is sold where its shelf price is one per cent higher.
--
-- Of the units of an item, each week has the share that its level and its price give it; the slope is the likeliest by that, drawn towards the
-- shop's mean the more the less the item's own weeks tell and the less items seem to differ. docs/decisions/price.md says why.
{%- set passes = 3 %}

with price_weeks as (
    select * from {{ ref('int_price_weeks') }}
),

levels as (
    select * from {{ ref('int_week_levels') }}
),

products as (
    select
        item_weeks.item_id,
        count(item_weeks.shelf_price) as priced_week_count
    from {{ ref('item_weeks') }} as item_weeks
    left join {{ ref('current_items') }} as items on item_weeks.item_id = items.item_id
    where coalesce(items.is_product, true)
    group by item_weeks.item_id
),

moved as (
    select
        item_id,
        count(*) as week_count,
        cast(sum(unit_count) as bigint) as unit_count,
        min(shelf_price) as lowest_price,
        max(shelf_price) as highest_price
    from price_weeks
    group by item_id
),

judged as (
    select
        products.item_id,
        coalesce(moved.week_count, 0) as week_count,
        coalesce(moved.unit_count, 0) as unit_count,
        moved.lowest_price,
        moved.highest_price,
        case
            when products.priced_week_count = 0 then 'no_shelf_price'
            when coalesce(moved.week_count, 0) < 8 or moved.unit_count < 10 then 'too_little_sold'
            when moved.highest_price < 1.05 * moved.lowest_price then 'price_hardly_moved'
        end as not_identified_reason
    from products
    left join moved on products.item_id = moved.item_id
),

-- How far, as a standard deviation, the items of a shop may differ: each as likely beforehand as a half normal of 1 has it.
spreads as (
    {%- for step in range(60) %}
    select cast({{ '%.2f' % (0.05 * (step + 1)) }} as double) as spread{{ ' union all' if not loop.last }}
    {%- endfor %}
),

slopes_0 as (
    select
        judged.item_id,
        shop.slope
    from judged
    cross join (select max(common_slope) as slope from levels) as shop
    where judged.not_identified_reason is null
),
{%- for pass in range(passes + 1) %}

expected_{{ pass }} as (
    select
        price_weeks.*,
        slopes_{{ pass }}.slope,
        levels.level * exp(slopes_{{ pass }}.slope * price_weeks.log_price) as expected
    from price_weeks
    inner join levels on price_weeks.week_start_date = levels.week_start_date
    inner join slopes_{{ pass }} on price_weeks.item_id = slopes_{{ pass }}.item_id
),

summed_{{ pass }} as (
    select
        item_id,
        max(slope) as slope,
        sum(unit_count * log_price) - sum(unit_count) * sum(expected * log_price) / sum(expected) as score,
        sum(unit_count) * (
            sum(expected * log_price * log_price) / sum(expected)
            - power(sum(expected * log_price) / sum(expected), 2)
        ) as information,
        -- How many times as far as by chance alone the weeks lie from what is expected of them; never taken for less than chance.
        greatest(1, (
            sum(unit_count * unit_count / nullif(expected, 0)) * sum(expected) / sum(unit_count) - sum(unit_count)
        ) / (count(*) - 2)) as dispersion
    from expected_{{ pass }}
    group by item_id
),

fits_{{ pass }} as (
    select
        item_id,
        slope + score / information as own_slope,
        dispersion / information as own_variance
    from summed_{{ pass }}
    -- Beyond a standard error of ten nothing is said.
    where information / dispersion > 0.01
),

-- What the own slopes say of each spread: the shop's mean by it, and how likely they are.
shops_{{ pass }} as (
    select
        spreads.spread,
        1 / sum(1 / (fits_{{ pass }}.own_variance + power(spreads.spread, 2))) as shop_variance,
        sum(fits_{{ pass }}.own_slope / (fits_{{ pass }}.own_variance + power(spreads.spread, 2)))
        / sum(1 / (fits_{{ pass }}.own_variance + power(spreads.spread, 2))) as shop_slope,
        sum(power(fits_{{ pass }}.own_slope, 2) / (fits_{{ pass }}.own_variance + power(spreads.spread, 2))) as squares,
        sum(ln(fits_{{ pass }}.own_variance + power(spreads.spread, 2))) as log_variance
    from fits_{{ pass }}
    cross join spreads
    group by spreads.spread
),

likelihoods_{{ pass }} as (
    select
        *,
        (ln(shop_variance) + power(shop_slope, 2) / shop_variance - squares - log_variance - power(spread, 2)) / 2 as log_likelihood
    from shops_{{ pass }}
),

chances_{{ pass }} as (
    select
        *,
        likelihood / sum(likelihood) over () as chance,
        sum(likelihood * shop_slope) over () / sum(likelihood) over () as mean_slope
    from (select *, exp(log_likelihood - max(log_likelihood) over ()) as likelihood from likelihoods_{{ pass }}) as weighed
),

-- By each spread an item is drawn to the shop's mean; the answer is the mean over the spreads, its variance what they say and how they differ.
drawn_{{ pass }} as (
    select
        fits_{{ pass }}.item_id,
        fits_{{ pass }}.own_slope,
        fits_{{ pass }}.own_variance,
        chances_{{ pass }}.chance,
        chances_{{ pass }}.mean_slope,
        chances_{{ pass }}.shop_variance,
        power(chances_{{ pass }}.spread, 2) / (fits_{{ pass }}.own_variance + power(chances_{{ pass }}.spread, 2)) as own_weight,
        chances_{{ pass }}.shop_slope - fits_{{ pass }}.own_slope as distance
    from fits_{{ pass }}
    cross join chances_{{ pass }}
),

shrunk_{{ pass }} as (
    select
        item_id,
        max(own_slope) as own_slope,
        max(own_variance) as own_variance,
        max(mean_slope) as shop_slope,
        sum(chance * own_weight) as own_weight,
        max(own_slope) + sum(chance * (1 - own_weight) * distance) as slope,
        sum(chance * (own_weight * own_variance + power(1 - own_weight, 2) * (shop_variance + power(distance, 2))))
        - power(sum(chance * (1 - own_weight) * distance), 2) as variance
    from drawn_{{ pass }}
    group by item_id
),
{%- if pass < passes %}

slopes_{{ pass + 1 }} as (
    select
        item_id,
        greatest(-10, least(10, slope)) as slope
    from shrunk_{{ pass }}
),
{%- endif %}
{%- endfor %}

item_elasticities as (
    select
        judged.item_id,
        case when shrunk.item_id is null then 'not_identified' else 'estimated' end as status,
        case when shrunk.item_id is null then coalesce(judged.not_identified_reason, 'price_hardly_moved') end as not_identified_reason,
        judged.week_count,
        judged.unit_count,
        judged.lowest_price,
        judged.highest_price,
        {{ rounded('shrunk.own_slope') }} as own_elasticity,
        {{ rounded('sqrt(shrunk.own_variance)') }} as own_standard_error,
        {{ rounded('shrunk.shop_slope') }} as shop_elasticity,
        {{ rounded('shrunk.own_weight') }} as own_weight,
        {{ rounded('shrunk.slope') }} as elasticity,
        {{ rounded('shrunk.slope - 1.644854 * sqrt(shrunk.variance)') }} as elasticity_low,
        {{ rounded('shrunk.slope + 1.644854 * sqrt(shrunk.variance)') }} as elasticity_high
    from judged
    left join shrunk_{{ passes }} as shrunk on judged.item_id = shrunk.item_id
)

select * from item_elasticities
