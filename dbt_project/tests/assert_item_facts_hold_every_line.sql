-- Summed over the items, units, amounts and events are those of the lines and of the events on items.
with items as (
    select
        coalesce(sum(unit_count), 0) as unit_count,
        coalesce(sum(gross_amount), 0) as gross_amount,
        coalesce(sum(discount_amount), 0) as discount_amount,
        coalesce(sum(return_amount), 0) as return_amount,
        coalesce(sum(net_amount), 0) as net_amount,
        coalesce(sum(event_count), 0) as event_count
    from {{ ref('item_facts') }}
),

lines as (
    select
        coalesce(sum(case when is_counted then quantity end), 0) as unit_count,
        coalesce(sum(gross_amount), 0) as gross_amount,
        coalesce(sum(discount_amount), 0) as discount_amount,
        coalesce(sum(return_amount), 0) as return_amount,
        coalesce(sum(net_amount), 0) as net_amount
    from {{ ref('order_lines') }}
),

events as (
    select coalesce(sum(event_count), 0) as event_count
    from {{ ref('user_items') }}
)

select *
from items
cross join lines
cross join events
where
    items.unit_count <> lines.unit_count
    or items.gross_amount <> lines.gross_amount
    or items.discount_amount <> lines.discount_amount
    or items.return_amount <> lines.return_amount
    or items.net_amount <> lines.net_amount
    or items.event_count <> events.event_count
