-- An invoice is an order; its time is that of its first line. Grouped within a load day, so that a filter on the
-- load day still reaches the files.
{% set invoices %}(
    select
        loaded_on,
        invoiceno,
        min_by(_file, (_file, _row)) as _file,
        min_by(_row, (_file, _row)) as _row,
        cast(null as varchar) as _fault,
        cast(null as varchar) as _raw,
        min_by(customerid, (_file, _row)) as customerid,
        min_by(country, (_file, _row)) as country,
        min(local_at) as ordered_local_at
    from {{ online_retail_lines() }}
    where _fault is null
    group by loaded_on, invoiceno
){% endset %}
{{ map_to_contract(
    'online_retail', 'lines', 'orders',
    {
        'order_id': 'invoiceno',
        'user_id': 'customerid',
        'ordered_at': 'ordered_local_at',
        'region': 'country',
    },
    relation=invoices,
    times={'ordered_at': utc_from_local('ordered_local_at', time_zone('online_retail'))},
    is_landing_row=false
) }}
