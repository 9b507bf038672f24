-- A review is about an order, and so about each item of it; the row of the item that comes first stands for what landed.
{% set reviews %}(
    select
        reviews.*,
        items.product_id,
        customers.customer_unique_id,
        row_number() over (
            partition by reviews.loaded_on, reviews._file, reviews._row
            order by items.product_id
        ) = 1 as is_first,
        nullif(
            {{ trimmed("coalesce(reviews.review_comment_title, '') || ' ' || coalesce(reviews.review_comment_message, '')") }}, ''
        ) as body
    from {{ source_table('olist', 'olist_order_reviews_dataset') }} as reviews
    left join (
        select distinct
            loaded_on,
            order_id,
            product_id
        from {{ source_table('olist', 'olist_order_items_dataset') }}
        where _fault is null
    ) as items
        on reviews.loaded_on = items.loaded_on and reviews.order_id = items.order_id
    left join (
        select
            loaded_on,
            order_id,
            max(customer_id) as customer_id
        from {{ source_table('olist', 'olist_orders_dataset') }}
        where _fault is null
        group by loaded_on, order_id
    ) as orders
        on reviews.loaded_on = orders.loaded_on and reviews.order_id = orders.order_id
    left join (
        select
            loaded_on,
            customer_id,
            max(customer_unique_id) as customer_unique_id
        from {{ source_table('olist', 'olist_customers_dataset') }}
        where _fault is null
        group by loaded_on, customer_id
    ) as customers
        on orders.loaded_on = customers.loaded_on and orders.customer_id = customers.customer_id
){% endset %}
{{ map_to_contract(
    'olist', 'olist_order_reviews_dataset', 'reviews',
    {
        'review_id': "review_id || '-' || order_id || coalesce('-' || product_id, '')",
        'user_id': 'customer_unique_id',
        'item_id': 'product_id',
        'order_id': 'order_id',
        'rating': 'review_score',
        'body': 'body',
        'written_at': 'review_answer_timestamp',
    },
    relation=reviews,
    is_landing_row='is_first'
) }}
