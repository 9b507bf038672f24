-- Every search event is in a search, every search in a row of its month, and no term is shown that too few people typed.
with sealed_searches as (
    {{ sealed_rows('int_searches') }}
),

counts as (
    select
        (select count(*) filter (where event_type = 'search') from {{ ref('events') }})
        + (select coalesce(sum(event_count), 0) from sealed_searches) as search_events,
        (select coalesce(sum(event_count), 0) from {{ ref('int_searches') }}) as held_events,
        (select count(*) from {{ ref('int_searches') }}) as searches,
        (select coalesce(sum(search_count), 0) from {{ ref('search_terms') }}) as held_searches,
        (
            select count(*) from {{ ref('search_terms') }}
            where term is not null and user_count < {{ var('search_term_users') }}
        ) as shown_terms
)

select *
from counts
where
    search_events <> held_events
    or searches <> held_searches
    or shown_terms > 0
