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


{#
    A seed is read from its file, as DuckDB does: through Python, in a session, a text that holds a quote breaks the statement, and the word null, which
    is one of missing_ids, is none.
#}
{% macro spark__load_csv_rows(model, agate_table) %}
    {% set file = model.root_path ~ '/' ~ model.original_file_path %}
    {% do run_query(
        "create or replace temporary view seed_file using csv options (path '" ~ file ~ "', header 'true', escape '\"', multiLine 'true')"
    ) %}
    {% set rows %}
        select
            {%- for name in agate_table.column_names %}
            {%- set type = model.config.column_types.get(name, adapter.convert_type(agate_table, loop.index0)) %}
            cast({{ adapter.quote(name) }} as {{ type }}) as {{ adapter.quote(name) }}{{ ',' if not loop.last }}
            {%- endfor %}
        from seed_file
    {% endset %}
    {% set statement = insert_rows(this, rows) %}
    {% do run_query(statement) %}
    {{ return(statement) }}
{% endmacro %}


{# A value that a unit test gives or expects, a list too: the adapter writes a list as Python does. #}
{% macro spark__safe_cast(field, type) %}
    {%- if field is sequence and field is not string -%}
        {%- set values = [] -%}
        {%- for value in field -%}
            {%- do values.append(dbt.string_literal(dbt.escape_single_quotes(value)) if value is string else value) -%}
        {%- endfor -%}
        cast(array({{ values | join(', ') }}) as {{ type }})
    {%- else -%}
        cast({{ field }} as {{ type }})
    {%- endif -%}
{% endmacro %}
