{# How DuckDB creates, deletes and inserts: all within the transaction of by_version, and each row is written once. #}

{% macro create_rows(relation, sql) %}{{ return(adapter.dispatch('create_rows', 'cartograph')(relation, sql)) }}{% endmacro %}
{% macro delete_rows(relation, condition) %}{{ return(adapter.dispatch('delete_rows', 'cartograph')(relation, condition)) }}{% endmacro %}
{% macro insert_rows(relation, sql) %}{{ return(adapter.dispatch('insert_rows', 'cartograph')(relation, sql)) }}{% endmacro %}


{% macro duckdb__create_rows(relation, sql) %}
    {{ return('create or replace table ' ~ relation ~ ' as\n' ~ sql) }}
{% endmacro %}


{% macro duckdb__delete_rows(relation, condition) %}
    {{ return('delete from ' ~ relation ~ ' where ' ~ condition) }}
{% endmacro %}


{% macro duckdb__insert_rows(relation, sql) %}
    {{ return('insert into ' ~ relation ~ ' by name\n' ~ sql) }}
{% endmacro %}
