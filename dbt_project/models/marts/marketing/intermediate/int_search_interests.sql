-- One row per recent search of a known user and kind of item that it led to: the brand and price band of what the user opened after it, in
-- the category of the item opened first; where the user opened none, the categories of what others opened after the same term.
{#- Twice as long as a search counts: the boosts of four weeks ago are judged, too. -#}
{%- set days = 8 * var('search_half_life_days') %}

with searches as (
    select known_searches.*
    from {{ ref('int_known_searches') }} as known_searches
    cross join {{ ref('as_of') }} as as_of
    where {{ days_between('known_searches.search_date', 'as_of.as_of_date') }} < {{ days }}
),

opened_items as (
    select
        user_id,
        account_id,
        first_signed_in_date,
        visitor_id,
        searched_at,
        search_date,
        term,
        first_item_id,
        {{ each_of('item_ids') }} as item_id
    from searches
    where item_ids is not null
),

-- Who opens items of other categories has begun to look around.
opened_traits as (
    select
        opened_items.user_id,
        opened_items.account_id,
        opened_items.first_signed_in_date,
        opened_items.visitor_id,
        opened_items.searched_at,
        opened_items.search_date,
        opened_items.term,
        traits.category_id,
        traits.brand,
        traits.price_band,
        cast(1 as double) / count(*) over (partition by opened_items.visitor_id, opened_items.searched_at, opened_items.term) as item_share
    from opened_items
    inner join {{ ref('int_item_traits') }} as traits on opened_items.item_id = traits.item_id
    inner join {{ ref('int_item_traits') }} as first_traits
        on opened_items.first_item_id = first_traits.item_id and traits.category_id = first_traits.category_id
),

term_categories as (
    select
        term,
        category_id,
        sum(item_share) / sum(sum(item_share)) over (partition by term) as item_share
    from opened_traits
    where
        term in (
            select searches.term from searches
            where searches.term_kind = 'words' and searches.item_ids is not null
            group by searches.term
            having count(distinct coalesce(searches.user_id, searches.visitor_id)) >= {{ var('search_term_users') }}
        )
    group by term, category_id
),

interests as (
    select
        user_id,
        account_id,
        first_signed_in_date,
        visitor_id,
        searched_at,
        search_date,
        category_id,
        brand,
        price_band,
        true as is_opened,
        item_share
    from opened_traits
    where user_id is not null
    union all
    select
        searches.user_id,
        searches.account_id,
        searches.first_signed_in_date,
        searches.visitor_id,
        searches.searched_at,
        searches.search_date,
        term_categories.category_id,
        cast(null as string) as brand,
        cast(null as string) as price_band,
        false as is_opened,
        term_categories.item_share
    from searches
    inner join term_categories on searches.term = term_categories.term
    where searches.user_id is not null and searches.item_ids is null
),

-- A purchase event follows the item's first event of the day, which is what is known of its time.
purchases as (
    select
        user_id,
        item_id,
        ordered_at as bought_at,
        order_date as bought_date
    from {{ ref('int_joined_order_lines') }}
    where is_counted and user_id is not null
    union all
    select
        user_id,
        item_id,
        first_event_at as bought_at,
        cast({{ shop_time('source', 'last_event_at') }} as date) as bought_date
    from {{ ref('int_known_items') }}
    where purchase_count > 0
),

category_purchases as (
    select distinct
        purchases.user_id,
        traits.category_id,
        purchases.bought_at,
        purchases.bought_date
    from purchases
    inner join {{ ref('int_item_traits') }} as traits on purchases.item_id = traits.item_id
    where purchases.user_id in (select interests.user_id from interests)
),

bought as (
    select
        searched.user_id,
        searched.category_id,
        searched.searched_at,
        min(category_purchases.bought_date) as bought_date
    from (select distinct user_id, category_id, searched_at from interests) as searched
    inner join category_purchases
        on
            searched.user_id = category_purchases.user_id
            and searched.category_id = category_purchases.category_id
            and searched.searched_at <= category_purchases.bought_at
    group by searched.user_id, searched.category_id, searched.searched_at
)

select
    interests.user_id,
    interests.account_id,
    interests.first_signed_in_date,
    interests.visitor_id,
    interests.searched_at,
    interests.search_date,
    interests.category_id,
    interests.brand,
    interests.price_band,
    interests.is_opened,
    bought.bought_date,
    sum(interests.item_share) as search_share
from interests
left join bought
    on
        interests.user_id = bought.user_id
        and interests.category_id = bought.category_id
        and interests.searched_at = bought.searched_at
group by
    interests.user_id, interests.account_id, interests.first_signed_in_date, interests.visitor_id, interests.searched_at,
    interests.search_date, interests.category_id, interests.brand, interests.price_band, interests.is_opened, bought.bought_date
