-- Who ordered and what was paid for freight stand in files of their own, which land on the same day; one that does not is as good as absent columns.
{% set orders %}(
    select
        orders.loaded_on,
        orders._file,
        orders._row,
        orders._fault,
        orders.order_id,
        orders.order_status,
        orders.order_purchase_timestamp,
        customers.customer_unique_id,
        customers.customer_state,
        cast(freight.freight_amount as string) as freight_value,
        nullif(concat_ws(
            ',',
            orders._absent,
            case when customers.customer_id is null then ',customer_unique_id,customer_state,' else customers._absent end,
            case when freight.order_id is null then ',freight_value,' else freight._absent end
        ), '') as _absent
    from {{ source_table('olist', 'olist_orders_dataset') }} as orders
    left join (
        select
            loaded_on,
            customer_id,
            max(customer_unique_id) as customer_unique_id,
            max(customer_state) as customer_state,
            min(_absent) as _absent
        from {{ source_table('olist', 'olist_customers_dataset') }}
        where _fault is null
        group by loaded_on, customer_id
    ) as customers
        on orders.loaded_on = customers.loaded_on and orders.customer_id = customers.customer_id
    left join (
        select
            loaded_on,
            order_id,
            sum({{ as_number('freight_value', 'decimal(18, 4)') }}) as freight_amount,
            min(_absent) as _absent
        from {{ source_table('olist', 'olist_order_items_dataset') }}
        where _fault is null
        group by loaded_on, order_id
    ) as freight
        on orders.loaded_on = freight.loaded_on and orders.order_id = freight.order_id
){% endset %}
{{ map_to_contract(
    'olist', 'olist_orders_dataset', 'orders',
    {
        'order_id': 'order_id',
        'user_id': 'customer_unique_id',
        'ordered_at': 'order_purchase_timestamp',
        'status': 'order_status',
        'region': 'customer_state',
        'shipping_amount': 'freight_value',
        'currency': "'BRL'",
    },
    relation=orders
) }}
