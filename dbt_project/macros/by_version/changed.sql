{# What changed since a model was last built, by the versions of its inputs' partitions. See by_version.sql. #}

{#
    The current version of each partition of a model's inputs: partition_date, version.

    inputs   'load_versions' (load days as they stand in the lake, of some tables of the contract), 'event_versions' (load days, in the events that
             count of them), 'event_date_versions' (event dates), or the name of a model by_version (load days, in what it was built from)
#}
{% macro input_versions(inputs, contract_tables=none) -%}
    select partition_date, md5({{ ordered_text('version', ' ', 'input, version') }}) as version
    from (
        {%- for input in inputs %}
        {%- if input == 'load_versions' %}
        select load_date as partition_date, contract_table as input, version
        from {{ ref('load_versions') }}
        where contract_table in ('{{ contract_tables | join("', '") }}')
        {%- elif input in ['event_versions', 'event_date_versions'] %}
        select partition_date, '{{ input }}' as input, version
        from {{ ref(input) }}
        {%- else %}
        select partition_date, model as input, version
        from {{ ref('built_from') }}
        where model = '{{ input }}'
        {%- endif %}
        {{- '\n        union all' if not loop.last }}
        {%- endfor %}
    ) as versions
    group by partition_date
{%- endmacro %}


{# The partitions of which a model was not built from what is there now: new, changed or, with an empty version, withdrawn. #}
{% macro changed_partitions(name, inputs, contract_tables=none) -%}
    select coalesce(present.partition_date, known.partition_date) as partition_date, present.version
    from ({{ input_versions(inputs, contract_tables) }}) as present
    full outer join (
        select partition_date, version from {{ ref('built_from') }} where model = '{{ name }}'
    ) as known
        on present.partition_date = known.partition_date
    where present.version is distinct from known.version
{%- endmacro %}


{# The changed partitions of the model at hand, by what its config says; all, where it is built from nothing. The ref is a hint for dbt. #}
{% macro changed() -%}
    {%- do ref('built_from') -%}
    {%- set meta = model.config.meta -%}
    {%- if is_rework() -%}
    select partition_date from ({{ changed_partitions(model.name, meta.inputs, meta.contract_tables) }}) as changed
    {%- else -%}
    select partition_date from ({{ input_versions(meta.inputs, meta.contract_tables) }}) as present
    {%- endif -%}
{%- endmacro %}


{# What the model at hand is built from now, as rows of built_from. #}
{% macro present_versions() -%}
    {%- set meta = model.config.meta -%}
    select '{{ model.name }}' as model, partition_date, version from ({{ input_versions(meta.inputs, meta.contract_tables) }}) as present
{%- endmacro %}


{#
    Whether a model stands in the database already, and what it was built from is known. For models in this_run/, which run before the models that
    read them and look at the rows that these hold from earlier runs.
#}
{% macro is_built(name) %}
    {% if not execute or flags.FULL_REFRESH %}{{ return(false) }}{% endif %}
    {% set relation = held(name) %}
    {% set found = adapter.get_relation(relation.database, relation.schema, relation.identifier) %}
    {{ return(found is not none and found.type == 'table' and can_rework(name)) }}
{% endmacro %}


{# A model as it stands from earlier runs. No ref: it reads, later in this run, what is made from it. #}
{% macro held(name) %}
    {% set node = graph.nodes['model.' ~ project_name ~ '.' ~ name] %}
    {{ return(api.Relation.create(database=node.database, schema=node.schema, identifier=node.alias)) }}
{% endmacro %}


{# Stops before anything is built where the lake has not been laid out. #}
{% macro require_lake() %}
    {% if execute and flags.WHICH in ('run', 'build', 'test', 'compile', 'docs', 'generate', 'show', 'snapshot') %}
        {% set home = env_var('CARTOGRAPH_HOME', flags.PROFILES_DIR ~ '/../data') %}
        {% if not lake_is_laid_out(home ~ '/lake') %}
            {{ exceptions.raise_compiler_error(
                "There is no lake in " ~ home ~ ". Set CARTOGRAPH_HOME to the shop's folder, or make one with `make daily`."
            ) }}
        {% endif %}
    {% endif %}
    select 1
{% endmacro %}
