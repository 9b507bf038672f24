{# A count with its noun, for reasons in words: "1 order", "7 orders". #}
{% macro counted_noun(count, noun) -%}
    cast({{ count }} as string) || ' {{ noun }}' || case when {{ count }} = 1 then '' else 's' end
{%- endmacro %}
