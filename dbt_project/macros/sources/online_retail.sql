{# Online Retail is handed round as ISO stamps and as month/day/year with four digits of the year. #}
{% macro online_retail_time(text) -%}
    coalesce(
        {{ parse_local(text, time_zone('online_retail')) }},
        case
            when {{ matches_pattern(text, '^[0-9]{1,2}/[0-9]{1,2}/[0-9]{4} [0-9]{1,2}:[0-9]{2}$') }}
                then {{ timestamp_in_format(text, '%m/%d/%Y %H:%M') }}
        end
    )
{%- endmacro %}


{# Online Retail's lines with what only the whole line shows: a time or customer at fault is a fault of the line, not of its order. #}
{% macro online_retail_lines() -%}
(
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
        {{ online_retail_time('invoicedate') }} as local_at,
        case
            when _fault is not null then _fault
            when invoicedate is null then 'missing_invoicedate'
            when {{ online_retail_time('invoicedate') }} is null then 'invalid_invoicedate'
            when {{ online_retail_time('invoicedate') }} > {{ latest_time('loaded_on') }} then 'future_invoicedate'
            when {{ has_control_character('customerid') }} then 'malformed_id'
            when {{ is_mangled_id('trim(customerid)') }} then 'mangled_id'
        end as _fault
    from {{ source_table('online_retail', 'lines') }}
)
{%- endmacro %}
