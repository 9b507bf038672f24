-- Buys one brand where others are sold too: in most of the orders that hold a brand, and in three at least.
with orders as (
    select
        user_id,
        as_of_date,
        brand,
        order_id,
        min(order_date) as order_date
    from {{ ref('int_tag_lines') }}
    where brand is not null
    group by user_id, as_of_date, brand, order_id
),

branded as (
    select
        user_id,
        as_of_date,
        count(distinct order_id) as order_count
    from orders
    group by user_id, as_of_date
),

brands as (
    select
        user_id,
        as_of_date,
        brand,
        {{ order_evidence() }}
    from orders
    group by user_id, as_of_date, brand
),

weighed as (
    select
        brands.*,
        {{ confident_share('brands.evidence_count', 'branded.order_count') }} as weight
    from brands
    inner join branded on brands.user_id = branded.user_id and brands.as_of_date = branded.as_of_date
)

select
    user_id,
    as_of_date,
    brand as tag_value,
    weight,
    evidence_count,
    first_evidence_date,
    last_evidence_date,
    newest_evidence
from weighed
where weight >= 0.5 and evidence_count >= 3
