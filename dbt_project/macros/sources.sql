{# What a source's columns mean, where more than one of its models needs to know. #}

{# Taobao's behaviours in the contract's words; others pass as they stand and are judged like any unknown type. #}
{% macro taobao_event_type(behavior) -%}
    case {{ behavior }}
        when 'pv' then 'view' when 'fav' then 'favorite' when 'cart' then 'cart' when 'buy' then 'purchase'
        else {{ behavior }}
    end
{%- endmacro %}


{# Epoch seconds as a UTC timestamp; null where they are no whole number of at most ten digits. #}
{% macro utc_from_epoch(seconds) -%}
    case
        when regexp_matches({{ seconds }}, '^-?[0-9]{1,10}$') then {{ bounded_time(timestamp_from_epoch('try_cast(' ~ seconds ~ ' as bigint)')) }}
    end
{%- endmacro %}


{# Online Retail is handed round as ISO stamps and as month/day/year with four digits of the year. #}
{% macro online_retail_time(text) -%}
    coalesce(
        {{ parse_local(text, time_zone('online_retail')) }},
        case
            when regexp_matches({{ text }}, '^[0-9]{1,2}/[0-9]{1,2}/[0-9]{4} [0-9]{1,2}:[0-9]{2}$')
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
            when regexp_matches(customerid, '[[:cntrl:]]') then 'malformed_id'
            when {{ is_mangled_id('trim(customerid)') }} then 'mangled_id'
        end as _fault
    from {{ source_table('online_retail', 'lines') }}
)
{%- endmacro %}


{# REES46 calls what one user buys within one session on one day one order; without a session it is the user's moment.
   The day is part of it, so that a session delivered in two load days is not cut down to the second. #}
{% macro rees46_order_id() -%}
    user_id || '-' || coalesce(nullif(user_session, '') || '-' || substr(event_time, 1, 10), event_time)
{%- endmacro %}


{% macro rees46_is_purchase() -%}
    lower(trim(event_type)) = 'purchase' and {{ parse_utc('event_time', time_zone('rees46')) }} is not null
{%- endmacro %}
