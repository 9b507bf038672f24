{# What contacts are compared by: the outcome, and the column of campaign_contacts that holds it; with `_before` that of the 90 days
    before the person's first contact, of any trigger. #}
{% macro campaign_outcomes() -%}
    {{ return({
        'visits': 'visit_day_count',
        'orders': 'order_count',
        'net': 'net_amount',
        'margin': 'margin_amount',
        'unsubscribes': 'unsubscribe_count',
        'low_ratings': 'low_rating_count',
        'consults': 'consult_count',
    }) }}
{%- endmacro %}


{# What is known of a person on the day before its first contact, by which effects may differ: columns of campaign_contacts. #}
{% macro campaign_traits() -%}
    {{ return(['user_group', 'lifecycle', 'favorite_department_id', 'coupon_use', 'price_attitude']) }}
{%- endmacro %}


{#
    Six numbers of a person from which effects and their errors follow: contacts, outcome and outcome of the 90 days before the first contact, of
    those sent and of those held back.
#}
{% macro campaign_numbers() -%}
    {{ return(['sent_count', 'sent_sum', 'sent_before_sum', 'held_back_count', 'held_back_sum', 'held_back_before_sum']) }}
{%- endmacro %}


{# What a row of sums holds of these numbers: their sums over persons, and the sums of the products of every two of them. #}
{% macro campaign_sums(after, before=none) -%}
    {%- set numbers = campaign_numbers() %}
    {%- for number in numbers %}
    cast(sum({{ number }}) as double) as {{ number }},
    {%- endfor %}
    {%- for first in numbers %}
    {%- set outer = loop.index %}
    {%- for second in numbers[loop.index0:] %}
    cast(sum(
        {{ first }}{{ after }} * {{ second }}{{ after }}
        {%- if before is not none %} - {{ first }}{{ before }} * {{ second }}{{ before }}{% endif %}
    ) as double) as product_{{ outer }}_{{ outer + loop.index0 }},
    {%- endfor %}
    {%- endfor %}
    cast(sum(happened_count) as bigint) as happened_count
{%- endmacro %}
