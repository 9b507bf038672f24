-- One row per month and search term; what fewer people searched for than may be published is one row of its month.
with searches as (
    select
        *,
        cast(date_trunc('month', search_date) as date) as search_month,
        coalesce(user_id, visitor_id) as searcher_id
    from {{ ref('int_known_searches') }}
),

-- A shop may send orders and no purchase events.
followed_items as (
    select
        visitor_id,
        searched_at,
        term,
        first_item_id,
        {{ each_of('cart_item_ids') }} as item_id,
        false as is_bought
    from searches
    where cart_item_ids is not null
    union all
    select
        visitor_id,
        searched_at,
        term,
        first_item_id,
        {{ each_of('bought_item_ids') }} as item_id,
        true as is_bought
    from searches
    where bought_item_ids is not null
    union all
    select
        searches.visitor_id,
        searches.searched_at,
        searches.term,
        searches.first_item_id,
        order_lines.item_id,
        true as is_bought
    from searches
    inner join {{ ref('int_joined_order_lines') }} as order_lines
        on
            searches.user_id = order_lines.user_id
            and order_lines.ordered_at between searches.searched_at and searches.searched_at + interval 1 day
    where order_lines.is_counted and {{ list_holds('searches.item_ids', 'order_lines.item_id') }}
),

-- The item opened first is what was searched for, and so are others of its category; who opens something else has begun to look around.
outcomes as (
    select
        followed_items.visitor_id,
        followed_items.searched_at,
        followed_items.term,
        bool_or(not followed_items.is_bought) as is_in_cart,
        bool_or(followed_items.is_bought) as is_bought
    from followed_items
    left join {{ ref('int_item_traits') }} as traits on followed_items.item_id = traits.item_id
    left join {{ ref('int_item_traits') }} as first_traits on followed_items.first_item_id = first_traits.item_id
    where followed_items.item_id = followed_items.first_item_id or traits.category_id = first_traits.category_id
    group by followed_items.visitor_id, followed_items.searched_at, followed_items.term
),

followed as (
    select
        searches.search_month,
        searches.searcher_id,
        searches.term_kind,
        searches.term,
        searches.first_item_id is not null as is_opened,
        coalesce(outcomes.is_in_cart, false) as is_in_cart,
        coalesce(outcomes.is_bought, false) as is_bought
    from searches
    left join outcomes
        on
            searches.visitor_id = outcomes.visitor_id
            and searches.searched_at = outcomes.searched_at
            and searches.term = outcomes.term
),

common_terms as (
    select
        search_month,
        term
    from followed
    where term_kind = 'words'
    group by search_month, term
    having count(distinct searcher_id) >= {{ var('search_term_users') }}
),

named as (
    select
        followed.search_month,
        common_terms.term,
        case when followed.term_kind = 'words' and common_terms.term is null then 'rare' else followed.term_kind end as term_kind,
        followed.searcher_id,
        followed.is_opened,
        followed.is_in_cart,
        followed.is_bought
    from followed
    left join common_terms
        on
            followed.search_month = common_terms.search_month
            and followed.term = common_terms.term
            and followed.term_kind = 'words'
),

counted as (
    select
        search_month,
        term_kind,
        term,
        count(*) as search_count,
        count(distinct searcher_id) as user_count,
        count(*) filter (where is_opened) as opened_count,
        count(*) filter (where is_in_cart) as cart_count,
        count(*) filter (where is_bought) as bought_count
    from named
    group by search_month, term_kind, term
)

select
    search_month,
    term_kind,
    term,
    search_count,
    user_count,
    opened_count,
    cart_count,
    bought_count,
    search_count - opened_count as not_opened_count,
    opened_count - bought_count as opened_not_bought_count,
    {{ share('opened_count', 'search_count') }} as opened_share,
    {{ share('bought_count', 'search_count') }} as bought_share,
    as_of.as_of_date
from counted
cross join {{ ref('as_of') }} as as_of
