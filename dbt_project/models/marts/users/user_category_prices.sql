-- One row per user and category of which the user bought something at a known price: how dear the user usually buys there.

with bought_lines as (
    select * from {{ ref('int_bought_lines') }}
    where price_percentile is not null and category_id is not null
),

order_lines as (
    select * from {{ ref('order_lines') }}
),

bands as (
    select distinct
        category_id,
        price_band,
        band_price_from,
        band_price_to
    from {{ ref('int_item_traits') }}
    where price_band is not null
),

price_levels as (
    select
        user_id,
        as_of_date,
        shrunk_mean,
        -- What a line of the user's own weighs: by it a category is drawn towards the user, as the user is towards the shop.
        own_weight / nullif(case_count * (1 - own_weight), 0) as line_weight
    from {{ ref('int_price_habits') }}
    where habit = 'price_level'
),

bought as (
    select
        bought_lines.user_id,
        bought_lines.category_id,
        count(*) as line_count,
        min(order_lines.unit_price) as lowest_price,
        {{ middle_amount('order_lines.unit_price') }} as usual_price,
        max(order_lines.unit_price) as highest_price,
        -- A decimal, since a mean of doubles depends on the order of its rows.
        cast(sum(cast(bought_lines.price_percentile as decimal(18, 6))) as double) / count(*) as own_level
    from bought_lines
    inner join order_lines on bought_lines.order_id = order_lines.order_id and bought_lines.line_number = order_lines.line_number
    group by bought_lines.user_id, bought_lines.category_id
),

shrunk as (
    select
        bought.*,
        price_levels.as_of_date,
        {{ rounded(
            'price_levels.shrunk_mean'
            ~ ' + coalesce(bought.line_count * price_levels.line_weight / (bought.line_count * price_levels.line_weight + 1), 0)'
            ~ ' * (bought.own_level - price_levels.shrunk_mean)'
        ) }} as shrunk_level
    from bought
    inner join price_levels on bought.user_id = price_levels.user_id
    inner join {{ ref('as_of') }} as as_of on price_levels.as_of_date = as_of.as_of_date
),

banded as (
    select
        *,
        case when 3 * shrunk_level < 1 then 'low' when 3 * shrunk_level <= 2 then 'middle' else 'high' end as price_band
    from shrunk
),

user_category_prices as (
    select
        banded.user_id,
        banded.category_id,
        banded.as_of_date,
        banded.line_count,
        banded.lowest_price,
        banded.usual_price,
        banded.highest_price,
        {{ rounded('banded.own_level') }} as price_level,
        banded.shrunk_level as shrunk_price_level,
        banded.price_band,
        bands.band_price_from,
        bands.band_price_to
    from banded
    left join bands on banded.category_id = bands.category_id and banded.price_band = bands.price_band
)

select * from user_category_prices
