{# Whole days from a date to as-of; 0 for a date after it (a load day may hold later dates), null for none. #}
{% macro days_since(date, as_of_date) -%}
    {%- set days = days_between(date, as_of_date) -%}
    cast(case when {{ days }} < 0 then 0 else {{ days }} end as bigint)
{%- endmacro %}
