{#
    Whether a row is new this morning: of the newest load day, or of any where everything is rebuilt. So a warning about landed rows reads
    those of the morning alone, however long the history is, and warns once. What uses it depends on as_of.
#}
{% macro is_new_row(load_date) -%}
    {%- if flags.FULL_REFRESH -%} true
    {%- else -%} {{ load_date }} = (select as_of.as_of_date from {{ ref('as_of') }} as as_of)
    {%- endif -%}
{%- endmacro %}
