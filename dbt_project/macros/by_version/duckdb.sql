{# How DuckDB creates, deletes and inserts: all within the transaction of by_version, and each row is written once. #}

{% macro duckdb__create_rows(relation, sql) %}
    {{ return(['create or replace table ' ~ relation ~ ' as\n' ~ sql]) }}
{% endmacro %}


{% macro duckdb__delete_rows(relation, condition) %}
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


{% macro duckdb__can_rework() %}
    {{ return(true) }}
{% endmacro %}
