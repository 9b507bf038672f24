{#
    How Spark creates and inserts. Plain Parquet knows neither a transaction nor a deletion of rows: so every build is a full one, and built_from is
    partitioned by model, since a partition can be dropped.
#}
{% macro spark__create_rows(relation, sql) %}
    {{ return(['drop table if exists ' ~ relation, 'create table ' ~ relation ~ ' using parquet as\n' ~ sql]) }}
{% endmacro %}


{% macro spark__delete_rows(relation, condition) %}
    {{ exceptions.raise_compiler_error('Rows of ' ~ relation ~ ' cannot be deleted on Spark: its tables are plain Parquet.') }}
{% endmacro %}


{% macro spark__insert_rows(relation, sql) %}
    {{ return('insert into ' ~ relation ~ ' by name\n' ~ sql) }}
{% endmacro %}


{% macro spark__forget_versions(name) %}
    {{ return('alter table ' ~ ref('built_from') ~ " drop if exists partition (model = '" ~ name ~ "')") }}
{% endmacro %}


{# Spark writes to disk what does not fit into memory. #}
{% macro spark__slice_count() %}
    {{ return(1) }}
{% endmacro %}


{% macro spark__can_rework() %}
    {{ return(false) }}
{% endmacro %}
