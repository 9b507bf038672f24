{#
    A sum of doubles that is the same in whatever order rows come, of fifteen places behind the point: else what is rounded after it may differ from
    run to run.
#}
{% macro stable_sum(number) -%}
    cast(sum(cast({{ number }} as decimal(38, 15))) as double)
{%- endmacro %}
