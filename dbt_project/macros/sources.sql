{# What a source's columns mean, where more than one of its models needs to know. #}

{# Taobao's behaviours in the contract's words; others pass as they stand and are judged like any unknown type. #}
{% macro taobao_event_type(behavior) -%}
    case {{ behavior }}
        when 'pv' then 'view' when 'fav' then 'favorite' when 'cart' then 'cart' when 'buy' then 'purchase'
        else {{ behavior }}
    end
{%- endmacro %}


{# Epoch seconds as a UTC timestamp; null where they are no whole number or no time at all. #}
{% macro utc_from_epoch(seconds) -%}
    (
        timestamp '1970-01-01 00:00:00'
        + interval '1 second' * case
            when abs(try_cast({{ seconds }} as bigint)) < 100000000000 and not contains({{ seconds }}, '.') then try_cast({{ seconds }} as bigint)
        end
    )
{%- endmacro %}


{# Online Retail is handed round as ISO stamps and as month/day/year. #}
{% macro online_retail_time(text) -%}
    coalesce(
        try_cast({{ text }} as timestamp),
        {{ timestamp_in_format(text, '%m/%d/%Y %H:%M') }}
    )
{%- endmacro %}


{# REES46 calls a purchase within one session one order; without a session it is the user's moment. #}
{% macro rees46_order_id() -%}
    coalesce(nullif(user_session, ''), user_id || '-' || event_time)
{%- endmacro %}
