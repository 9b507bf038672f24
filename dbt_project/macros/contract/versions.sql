{#
    The versions of a table's rows: every delivery that passed staging, load day by load day, and which of them count.
#}

{# Body of int_<table>_versions: the accepted rows of the changed load days. #}
{% macro accepted_versions(contract_table) %}
{{ config(materialized='by_version', partition_by='load_date', meta={'inputs': ['load_versions'], 'contract_tables': [contract_table]}) }}
-- depends_on: {{ ref('load_versions') }}
select
    {{ provenance() }},
    {%- if contract(contract_table).kind == 'versioned' %}
    absent_columns,
    {%- endif %}
    {%- for name in typed_columns(contract_table) %}
    {{ name }},
    {%- endfor %}
    {{ content_hash(contract_table) }} as content_hash
from {{ ref('stg_' ~ contract_table) }}
where
    fault is null
    and load_date in ({{ changed() }})
{% endmacro %}


{# The contract's column names, in order, each time followed by the same time on the source's clock. #}
{% macro typed_columns(contract_table) %}
    {% set names = [] %}
    {% for column in contract(contract_table).columns %}
        {% do names.append(column.name) %}
        {% if column.type == 'time' %}
            {% do names.append(column.name ~ '_local') %}
        {% endif %}
    {% endfor %}
    {{ return(names) }}
{% endmacro %}


{# Where a row comes from. #}
{% macro provenance(prefix='') -%}
    {{ prefix }}source, {{ prefix }}landing_table, {{ prefix }}load_date, {{ prefix }}file_name, {{ prefix }}row_number, {{ prefix }}is_landing_row
{%- endmacro %}


{# The order in which deliveries came: first and newest go by this, never by when a run took place. #}
{% macro delivery_order(prefix='') -%}
    {{ prefix }}load_date, {{ prefix }}source, {{ prefix }}landing_table, {{ prefix }}file_name, {{ prefix }}row_number
{%- endmacro %}


{# A landing file among those of its load day, by name: of a state the later one counts. #}
{% macro landed_file(prefix='') -%}
    {{ prefix }}file_name || '/' || {{ prefix }}source || '/' || {{ prefix }}landing_table
{%- endmacro %}


{# Equal for rows whose typed content is equal. #}
{% macro content_hash(contract_table) -%}
    md5(concat_ws(
        chr(31),
        {%- for name in contract_columns(contract_table) %}
        coalesce(cast({{ name }} as string), chr(30)){{ ',' if not loop.last }}
        {%- endfor %}
    ))
{%- endmacro %}


{#
    Body of int_<table>_outcomes: the versions that are not in force, few of all, each with the reason: superseded, duplicate or conflicting_id. Of
    orders and their lines those of affected orders are rebuilt, of the other tables all.
#}
{% macro row_outcomes(contract_table) %}
{%- if contract_table in ['orders', 'order_lines'] %}
{{ config(materialized='by_version', meta=by_affected_orders()) }}
{{ also_reads(['changed_order_loads', 'affected_orders', 'int_orders_versions', 'int_order_lines_versions']) }}
with versions as (
    {{ affected_versions(contract_table) }}
),
{%- else %}
{{ config(materialized='table') }}
with versions as (
    select * from {{ ref('int_' ~ contract_table ~ '_versions') }}
),
{%- endif %}

outcomes as (
    {{ line_outcomes('versions') if contract_table == 'order_lines' else version_outcomes(contract_table, 'versions') }}
)

select
    {{ contract(contract_table).key[0] }},
    {{ provenance() }},
    outcome,
    case when outcome = 'conflicting_id' then {{ row_as_json(contract_columns(contract_table)) }} end as landed_row
from outcomes
where outcome <> 'accepted'
{% endmacro %}


{# The versions of a table that are in force: those without another outcome. #}
{% macro accepted_rows(contract_table, relation) %}
    select versions.*
    from {{ relation }} as versions
    left join {{ ref('int_' ~ contract_table ~ '_outcomes') }} as outcomes
        on {{ matches([contract(contract_table).key[0], 'source', 'landing_table', 'load_date', 'file_name', 'row_number'], 'versions', 'outcomes') }}
    where outcomes.outcome is null
{%- endmacro %}


{# How a model keeps orders: those that a run affects are rebuilt. #}
{% macro by_affected_orders() %}
    {{ return({
        'inputs': ['int_orders_versions', 'int_order_lines_versions'],
        'changed': 'changed_order_loads',
        'affected': 'affected_orders',
        'key': ['order_id'],
    }) }}
{% endmacro %}


{# The versions of orders, or of their lines, that a model has to read. #}
{% macro affected_versions(contract_table) %}
    select * from {{ ref('int_' ~ contract_table ~ '_versions') }}
    {%- if is_rework() %}
    where order_id in (select affected.order_id from {{ ref('affected_orders') }} as affected)
    {%- endif %}
{%- endmacro %}


{# Every version of a table but order_lines with its outcome: accepted, duplicate, superseded or conflicting_id. #}
{% macro version_outcomes(contract_table, relation) %}
{%- set spec = contract(contract_table) -%}
{%- if spec.kind == 'versioned' %}
{{ state_outcomes(relation, spec.key, has_own_time='updated_at' in contract_columns(contract_table)) }}
{%- else %}
{{ happening_outcomes(relation, spec.key) }}
{%- endif %}
{% endmacro %}


{#
    The first delivery of a key counts; later ones are duplicates where equal, in conflict where not. A row that lacks a part of its key
    has none beside it. Only rows with others of their key are put in order: a window over all would sort them whole.
#}
{% macro happening_outcomes(relation, key) %}
{%- set window = 'partition by ' ~ key | join(', ') ~ ' order by ' ~ delivery_order() %}
{%- set has_key = key | join(' is not null and ') ~ ' is not null' %}
{%- set is_one_of_several = has_key ~ ' and ' ~ hash64(key) ~ ' in (select key_hash from several)' %}
with several as (
    select {{ hash64(key) }} as key_hash
    from {{ relation }}
    group by key_hash
    having count(*) > 1
)

select
    *,
    case
        when row_number() over ({{ window }}) = 1 then 'accepted'
        when content_hash = first_value(content_hash) over ({{ window }}) then 'duplicate'
        else 'conflicting_id'
    end as outcome
from {{ relation }}
where {{ is_one_of_several }}
union all
select
    *,
    'accepted' as outcome
from {{ relation }}
where not ({{ is_one_of_several }})
{% endmacro %}


{#
    The newest version of a key counts: of its newest load day the latest by its own time, where it has one, and then by its file's name. Older
    versions are superseded. Of the file that counts the first row does; another is a duplicate where equal, in conflict where not.
#}
{% macro state_outcomes(relation, key, has_own_time=false) %}
{%- set window -%}
partition by {{ key | join(', ') }}
    order by {{ 'updated_at desc nulls last, ' if has_own_time }}{{ landed_file() }} desc, row_number
{%- endset %}
with newest as (
    select
        {{ key | join(', ') }},
        max(load_date) as load_date
    from {{ relation }}
    group by {{ key | join(', ') }}
),

of_newest_day as (
    select versions.*
    from {{ relation }} as versions
    inner join newest
        on {{ matches(key + ['load_date'], 'versions', 'newest') }}
),

several as (
    select {{ hash64(key) }} as key_hash
    from of_newest_day
    group by key_hash
    having count(*) > 1
)

select
    *,
    case
        when row_number() over ({{ window }}) = 1 then 'accepted'
        when
            {{ landed_file() }} <> first_value({{ landed_file() }}) over ({{ window }})
            {%- if has_own_time %}
            or updated_at < first_value(updated_at) over ({{ window }})
            {%- endif %}
            then 'superseded'
        when content_hash = first_value(content_hash) over ({{ window }}) then 'duplicate'
        else 'conflicting_id'
    end as outcome
from of_newest_day
where {{ hash64(key) }} in (select key_hash from several)
union all
select
    *,
    'accepted' as outcome
from of_newest_day
where {{ hash64(key) }} not in (select key_hash from several)
union all
select
    versions.*,
    'superseded' as outcome
from {{ relation }} as versions
inner join newest
    on {{ matches(key, 'versions', 'newest') }} and versions.load_date < newest.load_date
{% endmacro %}


{% macro matches(columns, one, other) -%}
    {% for column in columns %}{{ one }}.{{ column }} = {{ other }}.{{ column }}{{ ' and ' if not loop.last }}{% endfor %}
{%- endmacro %}


{#
    The rows in force of a state's versions: those accepted. A column that a row's file does not have keeps the value of the newest earlier
    version whose file has it. Most rows come from whole files and are ready.

    accepted   the accepted versions
    relation   all versions
    key        of a row without a part of its key nothing is looked for
#}
{% macro rows_in_force(contract_table, accepted, relation, key) %}
{%- set kept = typed_columns(contract_table) | reject('in', key) | list %}
{%- set newest_first = 'versions.load_date desc, ' ~ landed_file('versions.') ~ ' desc, versions.row_number' %}
{%- set of_key = 'partition by versions.' ~ key | join(', versions.') %}
with reported_before as (
    select
        {%- for column in key %}
        versions.{{ column }},
        {%- endfor %}
        {%- for column in kept %}
        first_value(versions.{{ column }}) over ({{ of_key }} order by {{ lacks(column, 'versions.') }}, {{ newest_first }}) as {{ column }},
        {%- endfor %}
        row_number() over ({{ of_key }} order by {{ newest_first }}) as place
    from {{ relation }} as versions
    inner join {{ accepted }} as accepted
        on {{ matches(key, 'versions', 'accepted') }}
    where
        accepted.absent_columns is not null
        and (versions.load_date, {{ landed_file('versions.') }}) <= (accepted.load_date, {{ landed_file('accepted.') }})
)

select
    {%- for column in typed_columns(contract_table) %}
    {%- if column in kept %}
    case
        when accepted.{{ column }} is null and {{ lacks(column, 'accepted.') }} then reported_before.{{ column }}
        else accepted.{{ column }}
    end as {{ column }},
    {%- else %}
    accepted.{{ column }},
    {%- endif %}
    {%- endfor %}
    {{ provenance('accepted.') }}
from {{ accepted }} as accepted
left join reported_before
    on {{ matches(key, 'accepted', 'reported_before') }} and reported_before.place = 1
{% endmacro %}


{# Whether a row's file does not have a column of the contract; a time on the source's clock goes with its time. #}
{% macro lacks(column, prefix='') -%}
    coalesce({{ prefix }}absent_columns like '%,{{ column | replace('_local', '') }},%', false)
{%- endmacro %}


{# The value of a column as last reported by a file that has it, which may be empty. As text, since nulls are passed over. #}
{% macro last_reported(column, type, window) -%}
    cast(nullif(
        last_value(case when not {{ lacks(column) }} then coalesce(cast({{ column }} as string), chr(30)) end ignore nulls) over ({{ window }}),
        chr(30)
    ) as {{ type }})
{%- endmacro %}


{# Body of current_<table>. #}
{% macro current_rows(contract_table) %}
{{ config(materialized='table') }}
{%- set spec = contract(contract_table) %}
{%- set versions = ref('int_' ~ contract_table ~ '_versions') %}
with accepted as (
    {{ accepted_rows(contract_table, versions) }}
)

{% if spec.kind == 'versioned' -%}
select * from ({{ rows_in_force(contract_table, 'accepted', versions, spec.key) }}) as in_force
{%- else -%}
select
    {%- for name in typed_columns(contract_table) %}
    {{ name }},
    {%- endfor %}
    {{ provenance() }}
from accepted
{%- endif %}
{% endmacro %}
