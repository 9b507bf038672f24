{# The counts of each behaviour, one column a type: view_count, search_count ... #}
{% macro behavior_counts(types=none) -%}
    count(*) as event_count,
    {%- for type in types or event_types() %}
    count(*) filter (where event_type = '{{ type }}') as {{ type }}_count{{ ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{# The behaviours that are counted by item. #}
{% macro item_event_types() %}
    {{ return(['view', 'favorite', 'unfavorite', 'cart', 'remove_from_cart', 'consult', 'purchase']) }}
{% endmacro %}


{# The stretch of the clock in which an event lies, as long as the gap between sessions. #}
{% macro stretch_number(event_at) -%}
    cast(floor({{ epoch_seconds(event_at) }} / {{ var('session_gap_seconds') }}) as bigint)
{%- endmacro %}


{# The same counts, added up from rows that hold them. #}
{% macro summed_behavior_counts(types=none) -%}
    cast(sum(event_count) as bigint) as event_count,
    {%- for type in types or event_types() %}
    cast(sum({{ type }}_count) as bigint) as {{ type }}_count{{ ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
