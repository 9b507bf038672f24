{# What engines do differently when rows are created and replaced. How an engine does it stands in the file of its name. #}

{# The statements that make a table, in place of one that is there. #}
{% macro create_rows(relation, sql) %}
    {{ return(adapter.dispatch('create_rows', 'cartograph')(relation, sql)) }}
{% endmacro %}


{# Runs the statements that put what changed into a table that is there, and remembers what it was built from. #}
{% macro rework(relation) %}
    {% do adapter.dispatch('rework', 'cartograph')(relation) %}
{% endmacro %}


{# Columns go by their names. #}
{% macro insert_rows(relation, sql) %}
    {{ return(adapter.dispatch('insert_rows', 'cartograph')(relation, sql)) }}
{% endmacro %}


{# Takes a model out of built_from: a run that ends before it is put in again builds it anew. #}
{% macro forget_versions(name) %}
    {{ return(adapter.dispatch('forget_versions', 'cartograph')(name)) }}
{% endmacro %}


{# Into how many slices a full build is cut at most; 1 where the engine needs none. #}
{% macro slice_count() %}
    {{ return(adapter.dispatch('slice_count', 'cartograph')()) }}
{% endmacro %}


{# Whether what changed can be put into a model's table, where that is there; else it is built from everything. #}
{% macro can_rework(name) %}
    {{ return(adapter.dispatch('can_rework', 'cartograph')(name)) }}
{% endmacro %}
