{# REES46 calls what one user buys within one session on one day one order; without a session it is the user's moment.
   The day is part of it, so that a session delivered in two load days is not cut down to the second. #}
{% macro rees46_order_id() -%}
    user_id || '-' || coalesce(nullif(user_session, '') || '-' || substr(event_time, 1, 10), event_time)
{%- endmacro %}


{% macro rees46_is_purchase() -%}
    lower(trim(event_type)) = 'purchase' and {{ parse_utc('event_time', time_zone('rees46')) }} is not null
{%- endmacro %}
