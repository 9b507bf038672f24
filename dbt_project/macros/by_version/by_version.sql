{#
    The materialization of tables too large to be rebuilt every day.

    `history.built_from` holds, for each such model and each partition of its inputs (a load day or an event date), the version of the inputs that
    the model was last built from. A run finds the partitions whose version differs now, deletes what the model holds of them, inserts it again, and
    remembers the new versions, all in one transaction. So a replaced file takes its old rows away, a killed run leaves every model as it was,
    and what was left out is found by whichever run comes next. The first build, and one with --full-refresh, inserts everything.

    A model's SQL selects the rows to insert. Its config says what to delete, in one of two ways:

    partition_by   the column that holds the partition: its rows of the changed partitions go.
                       config(partition_by='load_date', meta={'inputs': ['int_orders_versions']})
                       select .. where load_date in ({{ changed() }})
    affected       where a changed partition affects rows of others (an order, a session), models in this_run/ find them first: `changed` lists
                   the changed partitions with their versions, `affected` the keys of the rows to delete.
                       config(meta={'inputs': [..], 'changed': 'changed_order_loads', 'affected': 'affected_orders', 'key': ['order_id']})
                       select .. {% if is_rework() %} where order_id in (select order_id from {{ ref('affected_orders') }}) {% endif %}

    stored_by      the column by which rows lie in folders on an engine that replaces folders, where that is not partition_by. A row has one.

    sealed         true where the rows of load days whose events were dropped lie below lake/sealed/, see sealed.sql.

    How an engine creates and replaces rows stands in the file of its name.
#}
{% materialization by_version, default %}
    {%- set relation = this.incorporate(type='table') -%}
    {%- set keeps_rows = is_rework() -%}
    {%- set existing = load_cached_relation(this) -%}

    {{ run_hooks(pre_hooks, inside_transaction=false) }}
    {{ run_hooks(pre_hooks, inside_transaction=true) }}

    {%- if existing is not none and existing.type != 'table' %}
        {% do adapter.drop_relation(existing) %}
    {%- endif %}
    {%- if keeps_rows %}
        {% do rework(relation) %}
    {%- else %}
        {% do run_statements(build_statements(relation)) %}
    {%- endif %}

    {{ run_hooks(post_hooks, inside_transaction=true) }}
    {% do persist_docs(relation, model) %}
    {% do adapter.commit() %}
    {{ run_hooks(post_hooks, inside_transaction=false) }}

    {{ return({'relations': [relation]}) }}
{% endmaterialization %}


{# The statements that make a table from everything: the first slice, the others, what is sealed, and what it is built from. #}
{% macro build_statements(relation) %}
    {% set statements = [forget_versions(model.name)] + create_rows(relation, compiled_code) %}
    {% for slice_sql in other_slices(compiled_code) %}
        {% do statements.append(insert_rows(relation, slice_sql)) %}
    {% endfor %}
    {% if model.config.meta.sealed %}
        {% do statements.append(insert_rows(relation, sealed_rows(model.name))) %}
    {% endif %}
    {% do statements.append(insert_rows(ref('built_from'), present_versions())) %}
    {{ return(statements) }}
{% endmacro %}


{# The rows that a rework replaces, as (columns, the query that gives their values). #}
{% macro rows_to_replace() %}
    {% set meta = model.config.meta %}
    {% set found = [] %}
    {% if meta.affected %}
        {% do found.append((meta.key, 'select ' ~ meta.key | join(', ') ~ ' from ' ~ ref(meta.affected))) %}
    {% endif %}
    {% if config.get('partition_by') %}
        {% do found.append(([config.get('partition_by')], changed())) %}
    {% endif %}
    {{ return(found) }}
{% endmacro %}


{# The queries that give the rows in their place. #}
{% macro rows_instead() %}
    {% set queries = [compiled_code] %}
    {% if model.config.meta.sealed %}
        {% do queries.append(sealed_rows(model.name) ~ ' and rows.load_date in (' ~ changed() ~ ')') %}
    {% endif %}
    {{ return(queries) }}
{% endmacro %}


{% macro run_statements(statements) %}
    {% for statement_sql in statements %}
        {%- call statement('main') %}
            {{ statement_sql }}
        {%- endcall %}
    {% endfor %}
{% endmacro %}


{# Whether the model is there already, so that only what changed is put into it. #}
{% macro is_rework() %}
    {{ return(execute and not should_full_refresh() and is_built(model.name)) }}
{% endmacro %}


{# Hints for dbt: what a model reads only in a rework, or by_version reads for it. #}
{% macro also_reads(names) -%}
    {%- for name in names + ['built_from'] %}
-- depends_on: {{ ref(name) }}
    {%- endfor %}
{%- endmacro %}
