-- One row per product with a week: by how many per cent more or less of it is sold where its shelf price is one per cent higher.
--
-- Of the units of an item, each week has the share that its level and its price give it; the slope is the likeliest by that, drawn towards the
-- shop's mean the more the less the item's own weeks tell. docs/decisions/price.md says why.
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

slopes_0 as (
    select
        judged.item_id,
        shop.slope
    from judged
    cross join (select max(common_slope) as slope from levels) as shop
    where judged.not_identified_reason is null
),

shop_0 as (
    select cast(0 as double) as spread
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
        slope,
        score / dispersion as score,
        information / dispersion as information,
        slope + score / information as own_slope
    from summed_{{ pass }}
    -- Beyond a standard error of ten nothing is said.
    where information / dispersion > 0.01
),

-- How far items differ beyond chance, by the method of moments: items weigh by chance and by what the pass before found.
weighed_{{ pass }} as (
    select
        fits_{{ pass }}.own_slope,
        1 / fits_{{ pass }}.information as own_variance,
        1 / (1 / fits_{{ pass }}.information + shop_{{ pass }}.spread) as item_weight
    from fits_{{ pass }}
    cross join shop_{{ pass }}
),

-- No shop's items are all alike: at the least they differ by a tenth.
shop_{{ pass + 1 }} as (
    select
        greatest(0.01, coalesce(
            -- One item says nothing of how items differ: what its sums leave is the noise of doubles.
            case
                when count(*) > 1
                    then (
                        sum(item_weight * own_slope * own_slope) - power(sum(item_weight * own_slope), 2) / sum(item_weight)
                        - sum(item_weight * own_variance) + sum(item_weight * item_weight * own_variance) / sum(item_weight)
                    ) / nullif(sum(item_weight) - sum(item_weight * item_weight) / sum(item_weight), 0)
            end,
            0
        )) as spread,
        sum(item_weight * own_slope) / sum(item_weight) as shop_slope,
        1 / sum(item_weight) as shop_variance,
        sqrt(2 / sum(item_weight * item_weight)) as spread_error
    from weighed_{{ pass }}
),
{%- if pass < passes %}

slopes_{{ pass + 1 }} as (
    select
        fits_{{ pass }}.item_id,
        greatest(-10, least(10, fits_{{ pass }}.slope + (
            fits_{{ pass }}.score - (fits_{{ pass }}.slope - shop_{{ pass + 1 }}.shop_slope) / shop_{{ pass + 1 }}.spread
        ) / (fits_{{ pass }}.information + 1 / shop_{{ pass + 1 }}.spread))) as slope
    from fits_{{ pass }}
    cross join shop_{{ pass + 1 }}
),
{%- endif %}
{%- endfor %}

-- Intervals take the spread one standard error wider: found too small, it would make all of them too narrow at once.
shrunk as (
    select
        fits.item_id,
        fits.slope,
        fits.own_slope,
        fits.information,
        shop.shop_slope,
        shop.shop_variance,
        1 / shop.spread as prior_information,
        1 / (shop.spread + shop.spread_error) as wide_prior_information
    from fits_{{ passes }} as fits
    cross join shop_{{ passes + 1 }} as shop
),

-- The 90 % interval: of the item by its own weeks and the shop's mean, and of that mean.
intervals as (
    select
        *,
        1.644854 * sqrt(
            1 / (information + wide_prior_information)
            + shop_variance * power(wide_prior_information / (information + wide_prior_information), 2)
        ) as half_width
    from shrunk
),

item_elasticities as (
    select
        judged.item_id,
        case when intervals.item_id is null then 'not_identified' else 'estimated' end as status,
        case when intervals.item_id is null then coalesce(judged.not_identified_reason, 'price_hardly_moved') end as not_identified_reason,
        judged.week_count,
        judged.unit_count,
        judged.lowest_price,
        judged.highest_price,
        {{ rounded('intervals.own_slope') }} as own_elasticity,
        {{ rounded('sqrt(1 / intervals.information)') }} as own_standard_error,
        {{ rounded('intervals.shop_slope') }} as shop_elasticity,
        {{ rounded('intervals.information / (intervals.information + intervals.prior_information)') }} as own_weight,
        {{ rounded('intervals.slope') }} as elasticity,
        {{ rounded('intervals.slope - intervals.half_width') }} as elasticity_low,
        {{ rounded('intervals.slope + intervals.half_width') }} as elasticity_high
    from judged
    left join intervals on judged.item_id = intervals.item_id
)

select * from item_elasticities
