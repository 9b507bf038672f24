-- One row per product and one of the 50 most alike of its category: same brand and price band first, then what is ordered more.

{%- set most = 50 %}
{%- set alike_by = {'profile': ['brand', 'price_band'], 'brand': ['brand'], 'band': ['price_band'], 'category': []} %}

with item_facts as (
    select * from {{ ref('item_facts') }}
    where is_product and category_id is not null
),

bands as (
    select
        item_id,
        {{ tie_safe_score(
            'rank() over (partition by category_id order by current_price)', 'count(*) over (partition by category_id)'
        ) }} as price_band
    from item_facts
    where current_price is not null
),

-- What is not known is like nothing.
products as (
    select
        neighbor_items.item_number,
        item_facts.category_id,
        coalesce(item_facts.brand, '') as brand,
        coalesce(bands.price_band, 0) as price_band,
        item_facts.order_count
    from item_facts
    inner join {{ ref('neighbor_items') }} as neighbor_items on item_facts.item_id = neighbor_items.item_id
    left join bands on item_facts.item_id = bands.item_id
),

profiles as (
    select distinct
        category_id,
        brand,
        price_band
    from products
),

placed as (
    select
        *,
        {%- for name, columns in alike_by.items() %}
        row_number() over (
            partition by {{ (['category_id'] + columns) | join(', ') }}
            order by order_count desc, item_number asc
        ) as {{ name }}_place{{ ',' if not loop.last }}
        {%- endfor %}
    from products
),

-- Products of one profile share their candidates: of each way to be alike the first ones, and one more, since none is its own neighbour.
candidates as (
    {%- for name, columns in alike_by.items() %}
    select
        profiles.*,
        placed.item_number as neighbor_number,
        placed.order_count,
        placed.brand = profiles.brand and profiles.brand <> '' as is_same_brand,
        placed.price_band = profiles.price_band and profiles.price_band <> 0 as is_same_price_band
    from profiles
    inner join placed
        on
            profiles.category_id = placed.category_id
            {%- for column in columns %}
            and profiles.{{ column }} = placed.{{ column }}
            {%- endfor %}
    where placed.{{ name }}_place <= {{ most + 1 }}
    {{ 'union' if not loop.last }}
    {%- endfor %}
),

ranked as (
    select
        products.item_number,
        candidates.neighbor_number,
        candidates.is_same_brand,
        candidates.is_same_price_band,
        row_number() over (
            partition by products.item_number
            order by
                case when candidates.is_same_brand then 1 else 0 end + case when candidates.is_same_price_band then 1 else 0 end desc,
                candidates.order_count desc,
                candidates.neighbor_number asc
        ) as place
    from products
    inner join candidates
        on
            products.category_id = candidates.category_id
            and products.brand = candidates.brand
            and products.price_band = candidates.price_band
    where products.item_number <> candidates.neighbor_number
)

select
    item_number,
    neighbor_number,
    place as rank,
    is_same_brand,
    is_same_price_band
from ranked
where place <= {{ most }}
