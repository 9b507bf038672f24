-- An invoice is an order; its time is that of its first line. Grouped within a load day, so that a filter on the
-- load day still reaches the files.
{% set invoices %}(
    select
        loaded_on,
        invoiceno,
        min_by(_file, (_file, _row)) filter (where _file is not null) as _file,
        min_by(_row, (_file, _row)) filter (where _row is not null) as _row,
        cast(null as string) as _fault,
        cast(null as string) as _raw,
        min(_absent) as _absent,
        min_by(customerid, (_file, _row)) filter (where customerid is not null) as customerid,
        min_by(country, (_file, _row)) filter (where country is not null) as country,
        min(local_at) as ordered_local_at
    from {{ ref('online_retail_lines') }}
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
