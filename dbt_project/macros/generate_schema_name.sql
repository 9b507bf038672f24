{# A schema is called what its folder says, without the target's prefix: what is read in the lineage can be typed in SQL. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name if custom_schema_name else target.schema }}
{%- endmacro %}
