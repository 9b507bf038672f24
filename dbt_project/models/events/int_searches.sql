-- One row per load day, shop day, visitor, user signed in and search term, with the items that were opened after it: before the visitor's next
-- search, and no longer after it than the gap between sessions. A term that is searched again on the day, as when its second page is shown, is
-- one search. A load day owns its searches: what came on another one followed none of them. Whoever reads searches reads no event again.
{{ config(partition_by='load_date', meta={'inputs': ['event_versions'], 'sealed': true}) }}
-- depends_on: {{ ref('event_versions') }}
{%- set visitor = ['source', 'landing_table', 'load_date', 'event_date', 'visitor_id'] %}
{#- Events are read for each of their kinds: all at once would be held in memory. #}
{%- set is_changed -%}
load_date in ({{ changed() }})
        and {{ in_slice('load_date', source('lake', 'loads'), 'landed_count') }}
{%- endset %}

with searches as (
    select
        {{ visitor | join(', ') }},
        user_id,
        query,
        event_at,
        -- Of several searches at one moment each found what was opened then.
        coalesce(
            min(event_at) over (
                partition by {{ visitor | join(', ') }}
                order by event_at
                range between interval 1 microsecond following and unbounded following
            ),
            timestamp '9999-12-31 00:00:00'
        ) as next_search_at
    from {{ ref('events') }}
    where
        event_type = 'search'
        and {{ is_changed }}
),

item_events as (
    select
        {{ visitor | join(', ') }},
        item_id,
        event_type,
        event_at
    from {{ ref('events') }}
    where
        event_type in ('view', 'favorite', 'cart', 'consult')
        and item_id is not null
        and {{ is_changed }}
),

purchases as (
    select
        {{ visitor | join(', ') }},
        item_id,
        max(event_at) as purchased_at
    from {{ ref('events') }}
    where
        event_type = 'purchase'
        and item_id is not null
        and {{ is_changed }}
    group by {{ visitor | join(', ') }}, item_id
),

opened_items as (
    select
        {%- for column in visitor %}
        searches.{{ column }},
        {%- endfor %}
        searches.user_id,
        searches.query,
        item_events.item_id,
        min(item_events.event_at) as opened_at,
        count(*) filter (where item_events.event_type = 'cart') as cart_count
    from searches
    inner join item_events
        on
            {%- for column in visitor %}
            searches.{{ column }} = item_events.{{ column }} and
            {%- endfor %}
            item_events.event_at between searches.event_at and searches.event_at + interval {{ var('session_gap_seconds') }} second
    where item_events.event_at < searches.next_search_at
    group by
        {%- for column in visitor %}
        searches.{{ column }},
        {%- endfor %}
        searches.user_id, searches.query, item_events.item_id
),

terms_and_items as (
    select
        {{ visitor | join(', ') }},
        user_id,
        query,
        event_at,
        cast(null as string) as item_id,
        cast(null as timestamp) as opened_at,
        false as is_in_cart,
        false as is_bought,
        1 as event_count
    from searches
    union all
    select
        {%- for column in visitor %}
        opened_items.{{ column }},
        {%- endfor %}
        opened_items.user_id,
        opened_items.query,
        cast(null as timestamp) as event_at,
        opened_items.item_id,
        opened_items.opened_at,
        opened_items.cart_count > 0 as is_in_cart,
        -- Who searches for something else before paying has still bought what was opened before.
        coalesce(purchases.purchased_at >= opened_items.opened_at, false) as is_bought,
        0 as event_count
    from opened_items
    left join purchases
        on
            {%- for column in visitor %}
            opened_items.{{ column }} = purchases.{{ column }} and
            {%- endfor %}
            opened_items.item_id = purchases.item_id
),

-- Last of all: to some engines this is a function that may answer otherwise each time, so that what calls it is not read twice.
named as (
    select
        *,
        {{ search_term('query') }} as term
    from terms_and_items
)

select
    source,
    landing_table,
    load_date,
    visitor_id,
    user_id,
    min(event_at) as searched_at,
    event_date as search_date,
    {{ search_term_kind('term') }} as term_kind,
    case when {{ search_term_kind('term') }} = 'words' then term else '' end as term,
    {{ distinct_list('item_id') }} as item_ids,
    min_by(item_id, (opened_at, item_id)) filter (where item_id is not null) as first_item_id,
    {{ distinct_list('case when is_in_cart then item_id end') }} as cart_item_ids,
    {{ distinct_list('case when is_bought then item_id end') }} as bought_item_ids,
    cast(sum(event_count) as bigint) as event_count
from named
group by {{ visitor | join(', ') }}, user_id, term
