{# What is chosen for a user's messages, and how it is read from a visit or order. #}
{% macro send_time_traits() %}
    {{ return({
        'hour': "lpad(cast(occasion_hour as string), 2, '0')",
        'weekday': weekday_name('occasion_date'),
        'channel': 'channel',
    }) }}
{% endmacro %}


{#
    How much a share counts against what it is drawn to: of so many occasions whose likeness (0 to 1) is known. With likeness 0 they tell
    nothing of their own, with likeness 1 one tells all.
#}
{% macro own_weight(occasions, likeness) -%}
    ({{ occasions }} * {{ likeness }} / (1 + ({{ occasions }} - 1) * {{ likeness }}))
{%- endmacro %}
