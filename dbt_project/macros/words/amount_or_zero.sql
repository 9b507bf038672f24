{# What was sold, from a left join: 0 where the joined key is missing (nothing was), null where its prices are unknown. #}
{% macro amount_or_zero(joined_key, amount) -%}
    cast(case when {{ joined_key }} is null then 0 else {{ amount }} end as decimal(18, 4))
{%- endmacro %}
