{#
    How an incremental model finds for itself what is new.

    `staging.built_from` holds, for each incremental model and each partition of its inputs (a load day or an event date), the version of the inputs
    that the model was last built from. Before a model runs, the partitions whose version differs now are its changed partitions: the model deletes what
    it holds of them and builds them again, and in the same transaction remembers the versions it has used. So a replaced file takes its
    old rows away, a killed run leaves every model as it was, and what was left out is found by whichever run comes next.

    A model says in its config what its inputs are:
        meta: {inputs: ['int_orders_versions']}          load days, in the versions which that model has been built from
        meta: {inputs: ['load_versions'], contract_tables: ['orders']}   load days, as they stand in the lake
        meta: {inputs: ['events']}                       load days, in the events that count of them
        meta: {inputs: ['int_event_dates']}              event dates
#}

{% macro create_built_from() %}
    create schema if not exists staging;
    create table if not exists staging.built_from (
        model varchar not null,
        partition_date date not null,
        version varchar not null
    )
{% endmacro %}


{# The current version of each partition of a model's inputs: partition_date, version. #}
{% macro input_versions(inputs, contract_tables=none) -%}
    select partition_date, md5(string_agg(version, ' ' order by input, version)) as version
    from (
        {%- for input in inputs %}
        {%- if input == 'load_versions' %}
        select load_date as partition_date, contract_table as input, version
        from {{ ref('load_versions') }}
        where contract_table in ('{{ contract_tables | join("', '") }}')
        {%- elif input == 'int_event_dates' %}
        select dates.event_date as partition_date, 'int_event_dates' as input, cast(dates.load_date as varchar) || versions.version as version
        from {{ ref('int_event_dates') }} as dates
        inner join staging.built_from as versions
            on versions.model = 'int_event_dates' and versions.partition_date = dates.load_date
        {%- elif input == 'events' %}
        select deliveries.partition_date, 'events' as input, deliveries.version || coalesce(repeats.version, '') as version
        from staging.built_from as deliveries
        left join (
            select load_date, cast(bit_xor({{ hash64(['source', 'file_name', 'row_number']) }}) as varchar) as version
            from {{ ref('int_event_repeats') }}
            where outcome <> 'counted_again'
            group by load_date
        ) as repeats
            on deliveries.partition_date = repeats.load_date
        where deliveries.model = 'int_event_deliveries'
        {%- else %}
        select partition_date, model as input, version
        from staging.built_from
        where model = '{{ input }}'
        {%- endif %}
        {{- '\n        union all' if not loop.last }}
        {%- endfor %}
    ) as versions
    group by partition_date
{%- endmacro %}


{# The partitions whose inputs are not those the model was built from: new, changed or withdrawn. #}
{% macro changed_partitions(name, inputs, contract_tables=none) -%}
    select coalesce(present.partition_date, known.partition_date) as partition_date
    from ({{ input_versions(inputs, contract_tables) }}) as present
    full outer join (
        select partition_date, version from staging.built_from where model = '{{ name }}'
    ) as known
        on present.partition_date = known.partition_date
    where present.version is distinct from known.version
{%- endmacro %}


{# The same for the model at hand, by what its config says. A model built from nothing has every partition to do. #}
{% macro changed() -%}
    {%- set meta = model.config.meta -%}
    {%- if is_incremental() -%}
    {{ changed_partitions(model.name, meta.inputs, meta.contract_tables) }}
    {%- else -%}
    select partition_date from ({{ input_versions(meta.inputs, meta.contract_tables) }}) as present
    {%- endif -%}
{%- endmacro %}


{# Pre-hook of models whose rows lie in the partitions of their inputs: takes the changed ones out. Of new ones there is nothing to look for. #}
{% macro forget_changed(column) %}
    {% if is_incremental() %}
        delete from {{ this }} where {{ column }} in (
            select changed.partition_date
            from ({{ changed() }}) as changed
            inner join staging.built_from as known
                on known.model = '{{ model.name }}' and changed.partition_date = known.partition_date
        )
    {% endif %}
{% endmacro %}


{# Post-hook: remembers what the model has now been built from. #}
{% macro remember_inputs() %}
    {% set meta = model.config.meta %}
    delete from staging.built_from where model = '{{ model.name }}';
    insert into staging.built_from
    select '{{ model.name }}', partition_date, version from ({{ input_versions(meta.inputs, meta.contract_tables) }}) as present
{% endmacro %}


{# Stops before anything is built where the lake has not been laid out. #}
{% macro require_lake() %}
    {% if execute and flags.WHICH in ('run', 'build', 'test', 'compile', 'docs', 'generate', 'show', 'snapshot') %}
        {% set home = env_var('CARTOGRAPH_HOME', '../data') %}
        {% set found = run_query("select count(*) from glob('" ~ home ~ "/lake/loads.parquet')") %}
        {% if found.rows[0][0] == 0 %}
            {{ exceptions.raise_compiler_error(
                "There is no lake in " ~ home ~ ". Set CARTOGRAPH_HOME to the shop's folder, or make one with `make daily`."
            ) }}
        {% endif %}
    {% endif %}
    select 1
{% endmacro %}
