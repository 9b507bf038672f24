{#
    The rows that an incremental model adds are a view until they are inserted: dbt's adapter writes them into a temporary table first, and
    so writes them twice. What a model reads of its own table it has set aside before.
#}
{% macro duckdb__create_table_as(temporary, relation, compiled_code, language='sql', partitioned_by=none, sorted_by=none) -%}
    {%- if temporary and config.get('materialized') == 'incremental' %}
    create temporary view {{ relation.identifier }} as (
        {{ compiled_code }}
    )
    {%- else %}
    {{ dbt.duckdb__create_table_as(temporary, relation, compiled_code, language, partitioned_by, sorted_by) }}
    {%- endif %}
{%- endmacro %}
