{# The counts of each behaviour, one column a type: view_count, search_count ... #}
{% macro behavior_counts(types=none) -%}
    count(*) as event_count,
    {%- for type in types or event_types() %}
    count(*) filter (where event_type = '{{ type }}') as {{ type }}_count{{ ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{# The same counts, added up from rows that hold them. #}
{% macro summed_behavior_counts(types=none) -%}
    cast(sum(event_count) as bigint) as event_count,
    {%- for type in types or event_types() %}
    cast(sum({{ type }}_count) as bigint) as {{ type }}_count{{ ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
