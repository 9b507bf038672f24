{# How DuckDB creates and replaces rows: all within the transaction of by_version, and each row is written once. #}

{% macro duckdb__create_rows(relation, sql) %}
    {{ return(['create or replace table ' ~ relation ~ ' as\n' ~ sql]) }}
{% endmacro %}


{% macro duckdb__rework(relation) %}
    {% set meta = model.config.meta %}
    {% set statements = [] %}
    {% for columns, values in rows_to_replace() %}
        {% do statements.append(delete_rows(relation, '(' ~ columns | join(', ') ~ ') in (' ~ values ~ ')')) %}
    {% endfor %}
    {% for rows in rows_instead() %}
        {% do statements.append(insert_rows(relation, rows)) %}
    {% endfor %}
    {% if meta.changed %}
        {% set noted = 'select partition_date from ' ~ ref(meta.changed) %}
        {% set found %}
select '{{ model.name }}' as model, partition_date, version
from {{ ref(meta.changed) }}
where version is not null
        {% endset %}
        {% do statements.append(delete_rows(ref('built_from'), "model = '" ~ model.name ~ "' and partition_date in (" ~ noted ~ ')')) %}
        {% do statements.append(insert_rows(ref('built_from'), found)) %}
    {% else %}
        {% do statements.append(forget_versions(model.name)) %}
        {% do statements.append(insert_rows(ref('built_from'), present_versions())) %}
    {% endif %}
    {% do run_statements(statements) %}
{% endmacro %}


{% macro delete_rows(relation, condition) %}
    {{ return('delete from ' ~ relation ~ ' where ' ~ condition) }}
{% endmacro %}


{% macro duckdb__insert_rows(relation, sql) %}
    {{ return('insert into ' ~ relation ~ ' by name\n' ~ sql) }}
{% endmacro %}


{% macro duckdb__forget_versions(name) %}
    {{ return(delete_rows(ref('built_from'), "model = '" ~ name ~ "'")) }}
{% endmacro %}


{% macro duckdb__slice_count() %}
    {{ return(12) }}
{% endmacro %}


{% macro duckdb__can_rework(name) %}
    {{ return(true) }}
{% endmacro %}
