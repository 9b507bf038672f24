{# A part of a whole, rounded so that equal inputs give equal tables; null where the whole is 0 or unknown. #}
{% macro share(part, whole) -%}
    {{ rounded('cast(' ~ part ~ ' as double) / nullif(cast(' ~ whole ~ ' as double), 0)') }}
{%- endmacro %}
