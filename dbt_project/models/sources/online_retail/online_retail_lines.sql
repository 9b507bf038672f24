-- The lines with what only the whole line shows: a time or customer at fault is a fault of the line, not of its order.
-- They are handed round as ISO stamps and as month/day/year with four digits of the year.
with lines as (
    select
        *,
        coalesce(
            {{ parse_local('invoicedate', time_zone('online_retail')) }},
            case
                when {{ matches_pattern('invoicedate', '^[0-9]{1,2}/[0-9]{1,2}/[0-9]{4} [0-9]{1,2}:[0-9]{2}$') }}
                    then {{ timestamp_in_format('invoicedate', '%m/%d/%Y %H:%M') }}
            end
        ) as local_at
    from {{ source('lake_online_retail', 'lines') }}
)

select
    loaded_on,
    _file,
    _row,
    _raw,
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
        when {{ is_mangled_id('trim(customerid)') }} then 'mangled_id'
    end as _fault
from lines
