{# The days before a contact in which contacts are counted. #}
{% macro contact_windows() %}
    {{ return([7, 30]) }}
{% endmacro %}


{# What followed a contact: the columns of int_pressure_outcomes, each with its words per 100 decisions. Opens are only counted. #}
{% macro contact_outcomes() %}
    {{ return({
        'orders': 'orders',
        'unsubscribed': 'users who unsubscribed',
        'opened': 'messages opened',
        'opened_by_machine': 'messages opened by a machine',
    }) }}
{% endmacro %}
