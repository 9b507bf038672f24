{# The reasons for which a wish was left, in the order in which equally sure ones are named: what leaves no choice comes first. #}
{% macro abandoned_reasons() %}
    {{ return(['out_of_stock', 'bought_other', 'left_at_checkout', 'price_rose', 'price_above_band', 'comparing', 'looking']) }}
{% endmacro %}


{# How far back wishes are read: those of abandoned_days, and the days around them. #}
{% macro wish_history_days() -%}
    {{ var('abandoned_days') + var('wish_days') }}
{%- endmacro %}


{# A price in a sentence: 12.50. #}
{% macro price_text(price) -%}
    cast(cast({{ price }} as decimal(18, 2)) as string)
{%- endmacro %}


{# A place among prices, 0 to 1, in a sentence: 90. #}
{% macro percentile_text(place) -%}
    cast(cast({{ rounded('100 * ' ~ place, 0) }} as bigint) as string)
{%- endmacro %}
