{# A UTC time by the clock of the shop that it comes from, as orders are dated. #}
{% macro shop_time(source, utc) -%}
    case {{ source }}
        {%- for name in mapped_sources() %}
        when '{{ name }}' then {{ local_from_utc(utc, time_zone(name)) }}
        {%- endfor %}
        else {{ local_from_utc(utc, time_zone('shop')) }}
    end
{%- endmacro %}
