{#
    The columns in which every model of opportunities speaks. A row of role `open` is a user with the chance today. `like` and `usual` are counts of
    cases of the past: of those in the like state, and of those they are compared with, how many bought within opportunity_days.
#}
{% macro opportunity_kinds() %}
    {{ return(['restock', 'price_reasonable_cart', 'unpromoted_rule', 'cooling_high_value', 'due_replenishment', 'missing_category']) }}
{% endmacro %}


{# The last columns of a past case: how many there were and how many of them bought; they name nobody. #}
{% macro past_cases(case_count, bought_count) -%}
    cast(null as string) as user_id,
    cast({{ case_count }} as bigint) as case_count,
    cast({{ bought_count }} as bigint) as bought_count,
    cast(null as string) as evidence,
    cast(null as date) as evidence_date
{%- endmacro %}


{# The same of a user with the chance today. #}
{% macro open_case(user_id, evidence, evidence_date) -%}
    {{ user_id }} as user_id,
    cast(1 as bigint) as case_count,
    cast(null as bigint) as bought_count,
    {{ evidence }} as evidence,
    {{ evidence_date }} as evidence_date
{%- endmacro %}


{# A date or a number in a sentence. #}
{% macro in_words(value) -%}
    cast({{ value }} as string)
{%- endmacro %}
