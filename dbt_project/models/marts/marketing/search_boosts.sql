-- One row per user and kind of item (category, brand, price band) that the user searched for and did not buy since.
with interests as (
    select
        interests.*,
        as_of.as_of_date,
        {{ days_since('interests.search_date', 'as_of.as_of_date') }} as age_days
    from {{ ref('int_search_interests') }} as interests
    cross join {{ ref('as_of') }} as as_of
    where interests.bought_date is null
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

boosts as (
    select
        user_id,
        as_of_date,
        category_id,
        brand,
        price_band,
        {{ rounded('sum(' ~ faded('search_share', 'age_days') ~ ')') }} as weight,
        count(distinct searched_at) as search_count,
        max(search_date) as last_search_date,
        min(age_days) as days_since_search
    from interests
    where age_days < 4 * {{ var('search_half_life_days') }}
    group by user_id, as_of_date, category_id, brand, price_band
)

select
    boosts.user_id,
    boosts.as_of_date,
    boosts.category_id,
    paths.category_name,
    boosts.brand,
    boosts.price_band,
    bands.band_price_from,
    bands.band_price_to,
    boosts.weight,
    boosts.search_count,
    boosts.last_search_date,
    'searched ' || {{ counted_noun('boosts.search_count', 'time') }} || ', last '
    || case when boosts.days_since_search = 0 then 'today' else {{ counted_noun('boosts.days_since_search', 'day') }} || ' ago' end
    || '; nothing of ' || coalesce(paths.category_name, boosts.category_id) || ' bought since' as reason
from boosts
left join bands on boosts.category_id = bands.category_id and boosts.price_band = bands.price_band
left join {{ ref('int_category_paths') }} as paths on boosts.category_id = paths.category_id
-- Less than a twentieth of a search of today moves no hit.
where boosts.weight >= 0.05
