{# The rules by which a candidate is refused, in their order: the first one that does so is named. #}
{% macro refusal_rules() %}
    {{ return([
        'no_consent', 'unsubscribed', 'quiet_hours', 'bought_since', 'low_rating', 'unanswered_consult', 'same_thing_lately', 'out_of_stock',
        'returned_before', 'sensitive_category', 'playbook',
    ]) }}
{% endmacro %}


{# Whether a list joined by `;` holds a value. #}
{% macro listed(value, list) -%}
    (';' || {{ list }} || ';' like '%;' || {{ value }} || ';%')
{%- endmacro %}


{# A time written as HH:MM as minutes since midnight. #}
{% macro minutes_of(text) -%}
    cast(substr({{ text }}, 1, 2) as integer) * 60 + cast(substr({{ text }}, 4, 2) as integer)
{%- endmacro %}


{# Whether a minute of the shop's day is quiet; quiet hours may lie over midnight. Reads `rules`. #}
{% macro is_quiet(minute) -%}
    case
        when rules.quiet_from <= rules.quiet_to then {{ minute }} >= rules.quiet_from and {{ minute }} < rules.quiet_to
        else {{ minute }} >= rules.quiet_from or {{ minute }} < rules.quiet_to
    end
{%- endmacro %}


{# Whether two subjects (an item, a category, or nothing) are the same. #}
{% macro same_candidate(one, other) -%}
    {{ one }}.user_id = {{ other }}.user_id
    and {{ one }}.trigger = {{ other }}.trigger
    and {{ one }}.item_id is not distinct from {{ other }}.item_id
    and {{ one }}.category_id is not distinct from {{ other }}.category_id
{%- endmacro %}


{# A moment in a sentence. #}
{% macro moment_in_words(moment) -%}
    substr(cast({{ moment }} as string), 1, 16)
{%- endmacro %}
