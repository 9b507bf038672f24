{# Taobao's behaviours in the contract's words; others pass as they stand and are validated like any unknown type. #}
{% macro taobao_event_type(behavior) -%}
    case {{ behavior }}
        when 'pv' then 'view' when 'fav' then 'favorite' when 'cart' then 'cart' when 'buy' then 'purchase'
        else {{ behavior }}
    end
{%- endmacro %}
