{# What dbt asks of Spark where plain Parquet needs another answer than its adapter gives. #}

{# A declared column is cast to its type: a sum of whole numbers, say, is of another type on each engine. #}
{% macro spark__get_assert_columns_equivalent(sql) %}{% endmacro %}


{% macro spark__get_select_subquery(sql) %}
    select
        {%- for column in model.columns.values() %}
        cast({{ adapter.quote(column.name) }} as {{ spark_type(column.data_type) }}) as {{ adapter.quote(column.name) }}{{ ',' if not loop.last }}
        {%- endfor %}
    from (
        {{ sql }}
    ) as declared
{% endmacro %}


{# A type as our YAML names it, in Spark's words. #}
{% macro spark_type(type) -%}
    {%- set spelled = {'varchar': 'string', 'varchar[]': 'array<string>', 'hugeint': 'decimal(38, 0)'} -%}
    {{ return(spelled.get(type | lower, type)) }}
{%- endmacro %}
