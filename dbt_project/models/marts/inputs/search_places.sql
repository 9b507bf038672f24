-- One row per search of the last four weeks that is judged: at which place the item that was opened first stood among the hits, and at which
-- place the user's boosts of that morning would have put it. Hits are what was opened after the same term on the days before, most often first.
{#- A sample is enough for an interval, and each search has up to a hundred hits. -#}
{%- set judged_days = 28 %}
{%- set most_searches = 10000 %}
{%- set hit_days = 90 %}

with searches as (
    select
        known_searches.*,
        {{ days_between('known_searches.search_date', 'as_of.as_of_date') }} as age_days
    from {{ ref('int_known_searches') }} as known_searches
    cross join {{ ref('as_of') }} as as_of
    where known_searches.term_kind = 'words' and known_searches.item_ids is not null
),

judged as (
    select *
    from (
        select
            *,
            row_number() over (order by md5(visitor_id || cast(searched_at as string) || term), visitor_id, searched_at, term) as search_number
        from searches
        where user_id is not null and age_days < {{ judged_days }}
    ) as sampled
    where search_number <= {{ most_searches }}
),

-- Of the same device or account alone: that two devices are one user's may have become known later. What others opened after a term is left
-- out for the same reason.
known_interests as (
    select
        judged.search_number,
        interests.category_id,
        interests.brand,
        interests.price_band,
        sum({{ faded('interests.search_share', days_between('interests.search_date', 'judged.search_date')) }}) as weight
    from judged
    inner join {{ ref('int_search_interests') }} as interests
        on
            judged.user_id = interests.user_id
            and (judged.visitor_id = interests.visitor_id or judged.account_id = interests.account_id)
    where
        interests.is_opened
        and interests.search_date < judged.search_date
        and {{ days_between('interests.search_date', 'judged.search_date') }} < 4 * {{ var('search_half_life_days') }}
        and (interests.bought_date is null or interests.bought_date >= judged.search_date)
    group by judged.search_number, interests.category_id, interests.brand, interests.price_band
),

-- As in the boosts, what was opened of other categories than the first item's is no hit.
opened_items as (
    select
        term,
        search_date,
        first_item_id,
        {{ each_of('item_ids') }} as item_id
    from searches
    where
        age_days < {{ judged_days + hit_days }}
        and term in (select judged.term from judged)
),

opened_days as (
    select
        opened_items.term,
        opened_items.search_date,
        opened_items.item_id,
        count(*) as search_count
    from opened_items
    left join {{ ref('int_item_traits') }} as traits on opened_items.item_id = traits.item_id
    left join {{ ref('int_item_traits') }} as first_traits on opened_items.first_item_id = first_traits.item_id
    where opened_items.item_id = opened_items.first_item_id or traits.category_id = first_traits.category_id
    group by opened_items.term, opened_items.search_date, opened_items.item_id
),

hits as (
    select
        judged.search_number,
        opened_days.item_id,
        row_number() over (
            partition by judged.search_number
            order by sum(opened_days.search_count) desc, opened_days.item_id
        ) as place
    from judged
    inner join opened_days
        on
            judged.term = opened_days.term
            and judged.search_date > opened_days.search_date
            and {{ days_between('opened_days.search_date', 'judged.search_date') }} <= {{ hit_days }}
    where judged.search_number in (select known_interests.search_number from known_interests)
    group by judged.search_number, opened_days.item_id
),

boosted as (
    select
        hits.search_number,
        hits.item_id,
        hits.place,
        coalesce(sum(interests.weight * {{ shared_traits('traits', 'interests') }}), 0) as boost
    from hits
    left join {{ ref('int_item_traits') }} as traits on hits.item_id = traits.item_id
    left join known_interests as interests on hits.search_number = interests.search_number and traits.category_id = interests.category_id
    where hits.place <= 100
    group by hits.search_number, hits.item_id, hits.place
),

placed as (
    select
        *,
        row_number() over (partition by search_number order by {{ rounded('place / (1 + boost)') }}, place) as boosted_place,
        count(*) over (partition by search_number) as hit_count
    from boosted
)

select
    judged.user_id,
    judged.search_date,
    placed.hit_count,
    placed.place,
    placed.boosted_place
from placed
inner join judged on placed.search_number = judged.search_number and placed.item_id = judged.first_item_id
