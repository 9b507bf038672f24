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

    sealed         true where the rows of load days whose events were dropped lie below lake/sealed/, see sealed.sql.

    How an engine deletes and inserts stands in the file of its name.
#}
{% materialization by_version, default %}
    {%- set relation = this.incorporate(type='table') -%}
    {%- set rework = is_rework() -%}
    {%- set existing = load_cached_relation(this) -%}

    {{ run_hooks(pre_hooks, inside_transaction=false) }}
    {{ run_hooks(pre_hooks, inside_transaction=true) }}

    {%- if existing is not none and existing.type != 'table' %}
        {% do adapter.drop_relation(existing) %}
    {%- endif %}
    {%- set statements = rework_statements(relation) if rework else build_statements(relation) %}
    {%- for statement_sql in statements %}
        {%- call statement('main') %}
            {{ statement_sql }}
        {%- endcall %}
    {%- endfor %}

    {{ run_hooks(post_hooks, inside_transaction=true) }}
    {% do persist_docs(relation, model) %}
    {% do adapter.commit() %}
    {{ run_hooks(post_hooks, inside_transaction=false) }}

    {{ return({'relations': [relation]}) }}
{% endmaterialization %}


{# The statements that make a table from everything: the first slice, the others, what is sealed, and what it was built from. #}
{% macro build_statements(relation) %}
    {% set statements = create_rows(relation, compiled_code) %}
    {% for slice_sql in other_slices(compiled_code) %}
        {% do statements.append(insert_rows(relation, slice_sql)) %}
    {% endfor %}
    {% if model.config.meta.sealed %}
        {% do statements.append(insert_rows(relation, sealed_rows(model.name))) %}
    {% endif %}
    {% do statements.append(forget_versions(model.name)) %}
    {% do statements.append(insert_rows(ref('built_from'), present_versions())) %}
    {{ return(statements) }}
{% endmacro %}


{# The statements that put what changed into a table that is there. #}
{% macro rework_statements(relation) %}
    {% set meta = model.config.meta %}
    {% set statements = [] %}
    {% if meta.affected %}
        {% set keys = meta.key | join(', ') %}
        {% do statements.append(delete_rows(relation, '(' ~ keys ~ ') in (select ' ~ keys ~ ' from ' ~ ref(meta.affected) ~ ')')) %}
    {% endif %}
    {% if config.get('partition_by') %}
        {% do statements.append(delete_rows(relation, config.get('partition_by') ~ ' in (' ~ changed() ~ ')')) %}
    {% endif %}
    {% do statements.append(insert_rows(relation, compiled_code)) %}
    {% if meta.sealed %}
        {% do statements.append(insert_rows(relation, sealed_rows(model.name) ~ ' and rows.load_date in (' ~ changed() ~ ')')) %}
    {% endif %}
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
    {{ return(statements) }}
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
