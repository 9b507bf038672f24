-- The lines with what only the whole line shows: a time or customer at fault is a fault of the line, not of its order.
with lines as (
    select
        *,
        {{ local_time('online_retail', 'lines', 'invoicedate') }} as local_at
    from {{ source('lake_online_retail', 'lines') }}
)

select
    loaded_on,
    _file,
    _row,
    _raw,
    _absent,
    invoiceno,
    stockcode,
    description,
    quantity,
    invoicedate,
    unitprice,
    customerid,
    country,
    local_at,
    case
        when _fault is not null then _fault
        when invoicedate is null then 'missing_invoicedate'
        when local_at is null then 'invalid_invoicedate'
        when local_at > {{ latest_time('loaded_on') }} then 'future_invoicedate'
        when {{ has_control_character('customerid') }} then 'malformed_id'
        when {{ is_mangled_id(trimmed('customerid')) }} then 'mangled_id'
    end as _fault
from lines
