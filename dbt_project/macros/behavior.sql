{# The counts of each behaviour, one column a type: view_count, search_count ... #}
{% macro behavior_counts(types=none) -%}
    count(*) as event_count,
    {%- for type in types or event_types() %}
    count(*) filter (where event_type = '{{ type }}') as {{ type }}_count{{ ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
