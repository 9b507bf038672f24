{#
    Which versions of a table's rows are in force, and why the others are not.
#}

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


{# Every version of a table but order_lines with its outcome: accepted, duplicate, superseded or conflicting_id. #}
{% macro version_outcomes(contract_table, relation) %}
{%- set spec = contract(contract_table) -%}
{%- if spec.kind == 'versioned' %}
{{ versioned_outcomes(relation, spec.key, has_own_time='updated_at' in contract_columns(contract_table)) }}
{%- else %}
{{ append_only_outcomes(contract_table, relation, spec.key, last_file_counts=contract_table in ['prices', 'stock_levels']) }}
{%- endif %}
{% endmacro %}


{#
    The first delivery of a key counts; later ones are duplicates where equal, in conflict where not. What one of the two files does not have is
    no difference. A row that lacks a part of its key has none beside it. Only rows with others of their key are put in order: a window over all
    would sort them whole.

    last_file_counts  of several files of the first load day the last by name does, and the others are superseded: a count or price dated
                      by its day is reported anew with each export of the day
#}
{% macro append_only_outcomes(contract_table, relation, key, last_file_counts=false) %}
{%- set order = 'load_date, ' ~ file_order() ~ ' desc, row_number' if last_file_counts else delivery_order() %}
{%- set has_key = key | join(' is not null and ') ~ ' is not null' %}
{%- set is_one_of_several = has_key ~ ' and ' ~ hash64(key) ~ ' in (select key_hash from several)' %}
with several as (
    select {{ hash64(key) }} as key_hash
    from {{ relation }}
    group by key_hash
    having count(*) > 1
),

numbered as (
    select
        *,
        row_number() over (partition by {{ key | join(', ') }} order by {{ order }}) as place
    from {{ relation }}
    where {{ is_one_of_several }}
)

select
    later.*,
    case
        when later.place = 1 then 'accepted'
        {%- if last_file_counts %}
        when later.load_date = first.load_date and {{ landed_file('later.') }} <> {{ landed_file('first.') }} then 'superseded'
        {%- endif %}
        when later.content_hash = first.content_hash then 'duplicate'
        when
            {{ differ_in_absent_columns_alone(contract_columns(contract_table) | reject('in', key), 'later.', 'first.') }}
            then 'duplicate'
        else 'conflicting_id'
    end as outcome
from numbered as later
inner join numbered as first
    on {{ matches(key, 'later', 'first') }} and first.place = 1
union all
select
    *,
    1 as place,
    'accepted' as outcome
from {{ relation }}
where not ({{ is_one_of_several }})
{% endmacro %}


{# Whether two deliveries that are not equal are so in the columns that both their files have. #}
{% macro differ_in_absent_columns_alone(columns, one, other) -%}
    coalesce({{ one }}absent_columns, {{ other }}absent_columns) is not null
    {%- for column in columns %}
            and (
                {{ one }}{{ column }} is not distinct from {{ other }}{{ column }}
                or {{ lacks(column, one) }}
                or {{ lacks(column, other) }}
            )
    {%- endfor %}
{%- endmacro %}


{#
    The newest version of a key counts: of its newest load day the latest by its own time, where it has one, and then by its file's name. A file
    without the column of that time goes by its name: it is as late as the latest before it. Older versions are superseded. Of the file that
    counts the first row does; another is a duplicate where equal, in conflict where not.
#}
{% macro versioned_outcomes(relation, key, has_own_time=false) %}
{%- set window -%}
partition by {{ key | join(', ') }}
    order by {{ 'own_time desc nulls last, ' if has_own_time }}{{ file_order() }} desc, row_number
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
),

in_question as (
    select
        *
        {%- if has_own_time %},
        case
            when {{ lacks('updated_at') }} then max(updated_at) over (partition by {{ key | join(', ') }} order by {{ file_order() }})
            else updated_at
        end as own_time
        {%- endif %}
    from of_newest_day
    where {{ hash64(key) }} in (select key_hash from several)
)

select
    *,
    case
        when row_number() over ({{ window }}) = 1 then 'accepted'
        when
            {{ landed_file() }} <> first_value({{ landed_file() }}) over ({{ window }})
            {%- if has_own_time %}
            or own_time < first_value(own_time) over ({{ window }})
            {%- endif %}
            then 'superseded'
        when content_hash = first_value(content_hash) over ({{ window }}) then 'duplicate'
        else 'conflicting_id'
    end as outcome
from in_question
union all
select
    *,
    {%- if has_own_time %}
    updated_at as own_time,
    {%- endif %}
    'accepted' as outcome
from of_newest_day
where {{ hash64(key) }} not in (select key_hash from several)
union all
select
    versions.*,
    {%- if has_own_time %}
    versions.updated_at as own_time,
    {%- endif %}
    'superseded' as outcome
from {{ relation }} as versions
inner join newest
    on {{ matches(key, 'versions', 'newest') }} and versions.load_date < newest.load_date
{% endmacro %}
