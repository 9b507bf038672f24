-- One row per load day, visitor, user signed in, session and search term, with the items that were opened after it and before the next
-- search of the session. A term that is searched again in a session, as when its second page is shown, is one search.
-- A load day owns its searches: what came on another load day followed none of them. Whoever reads searches reads no event again.
{{ config(partition_by='load_date', meta={'inputs': ['event_versions'], 'sealed': true}) }}
-- depends_on: {{ ref('event_versions') }}
{%- set visitor = ['source', 'landing_table', 'load_date', 'visitor_id'] %}

with shop_events as (
    select
        source,
        landing_table,
        load_date,
        visitor_id,
        user_id,
        event_type,
        item_id,
        query,
        event_at,
        event_date
    from {{ ref('events') }}
    where
        load_date in ({{ changed() }})
        and {{ in_slice('load_date', source('lake', 'loads'), 'landed_count') }}
),

searching_visitors as (
    select distinct {{ visitor | join(', ') }}
    from shop_events
    where event_type = 'search'
),

-- Few visitors search, and only their events are put in order.
spaced as (
    select
        *,
        coalesce(
            event_at
            > lag(event_at) over (partition by {{ visitor | join(', ') }} order by event_at) + interval {{ var('session_gap_seconds') }} second,
            true
        ) as is_first
    from shop_events
    where ({{ visitor | join(', ') }}) in (select {{ visitor | join(', ') }} from searching_visitors)
),

-- Of one moment all events have the numbers that they have together: what was opened in the second of a search was found by it.
numbered as (
    select
        *,
        sum(case when is_first then 1 else 0 end) over (
            partition by {{ visitor | join(', ') }} order by event_at range between unbounded preceding and current row
        ) as session_number,
        sum(case when event_type = 'search' then 1 else 0 end) over (
            partition by {{ visitor | join(', ') }} order by event_at range between unbounded preceding and current row
        ) as search_number
    from spaced
),

terms as (
    select
        {{ visitor | join(', ') }},
        user_id,
        session_number,
        search_number,
        {{ search_term('query') }} as term,
        event_at,
        event_date
    from numbered
    where event_type = 'search'
),

touched_items as (
    select
        {{ visitor | join(', ') }},
        session_number,
        search_number,
        item_id,
        min(event_at) filter (where event_type in ('view', 'favorite', 'cart', 'consult')) as opened_at,
        count(*) filter (where event_type = 'cart') as cart_count,
        max(event_at) filter (where event_type = 'purchase') as purchased_at
    from numbered
    where item_id is not null and search_number > 0 and event_type <> 'search'
    group by {{ visitor | join(', ') }}, session_number, search_number, item_id
),

-- Who searches for something else before paying has still bought what was opened before.
opened_items as (
    select *
    from (
        select
            *,
            coalesce(
                max(purchased_at) over (partition by {{ visitor | join(', ') }}, session_number, item_id) >= opened_at,
                false
            ) as is_bought
        from touched_items
    ) as followed_items
    where opened_at is not null
),

terms_and_items as (
    select
        terms.*,
        cast(null as string) as item_id,
        cast(null as timestamp) as opened_at,
        0 as cart_count,
        false as is_bought,
        1 as event_count
    from terms
    union all
    select
        terms.*,
        opened_items.item_id,
        opened_items.opened_at,
        opened_items.cart_count,
        opened_items.is_bought,
        0 as event_count
    from terms
    inner join opened_items
        on
            {%- for column in visitor + ['session_number', 'search_number'] %}
            {{ 'and ' if not loop.first }}terms.{{ column }} = opened_items.{{ column }}
            {%- endfor %}
)

select
    {{ visitor | join(', ') }},
    user_id,
    min(event_at) as searched_at,
    min(event_date) as search_date,
    {{ search_term_kind('term') }} as term_kind,
    case when {{ search_term_kind('term') }} = 'words' then term else '' end as term,
    {{ distinct_list('item_id') }} as item_ids,
    min_by(item_id, (opened_at, item_id)) filter (where item_id is not null) as first_item_id,
    {{ distinct_list('case when cart_count > 0 then item_id end') }} as cart_item_ids,
    {{ distinct_list('case when is_bought then item_id end') }} as bought_item_ids,
    cast(sum(event_count) as bigint) as event_count
from terms_and_items
group by {{ visitor | join(', ') }}, user_id, session_number, term
