{# Where a person stands with the shop, by counted orders and the days since the last one. #}
{% macro lifecycle(order_count, recency_days) -%}
    case
        when {{ order_count }} = 0 then 'prospect'
        when {{ order_count }} = 1 and {{ recency_days }} <= 30 then 'new'
        when {{ recency_days }} <= 30 then 'active'
        when {{ recency_days }} <= 90 then 'cooling'
        else 'lapsed'
    end
{%- endmacro %}
