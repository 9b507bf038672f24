-- Orders whose deliveries name different moments of order, different users or different sources, by the source they came from.
{{ config(severity='warn') }}

with order_versions as (
    select * from {{ ref('int_orders_versions') }}
),

contradicted as (
    select
        order_id,
        min(source) as first_source,
        max(source) as last_source,
        count(*) as row_count
    from order_versions
    group by order_id
    having min(ordered_at) <> max(ordered_at) or min(user_id) <> max(user_id) or min(source) <> max(source)
)

select
    case when first_source = last_source then first_source else first_source || ', ' || last_source end as source,
    count(*) as order_count,
    cast(sum(row_count) as bigint) as row_count,
    min(order_id) as example_order_id
from contradicted
group by first_source, last_source
