{#
    The versions of a table's rows: every delivery that passed staging, load day by load day, and which of them count.
#}

{# Body of int_<table>_versions: the accepted rows of the changed load days. #}
{% macro accepted_versions(contract_table) %}
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    pre_hook="{{ forget_changed('load_date') }}",
    post_hook="{{ remember_inputs() }}",
    meta={'inputs': ['load_versions'], 'contract_tables': [contract_table]}
) }}
-- depends_on: {{ ref('load_versions') }}
select
    {{ provenance() }},
    {%- for column in contract(contract_table).columns %}
    {{ column.name }},
    {%- if column.type == 'time' %}
    {{ column.name }}_local,
    {%- endif %}
    {%- endfor %}
    {{ content_hash(contract_table) }} as content_hash
from {{ ref('stg_' ~ contract_table) }}
where
    fault is null
    and load_date in ({{ changed() }})
{% endmacro %}


{# Where a row comes from. #}
{% macro provenance(prefix='') -%}
    {{ prefix }}source, {{ prefix }}landing_table, {{ prefix }}load_date, {{ prefix }}file_name, {{ prefix }}row_number, {{ prefix }}is_landing_row
{%- endmacro %}


{# The order in which deliveries came: first and newest go by this, never by when a run took place. #}
{% macro delivery_order(prefix='') -%}
    {{ prefix }}load_date, {{ prefix }}source, {{ prefix }}landing_table, {{ prefix }}file_name, {{ prefix }}row_number
{%- endmacro %}


{# Equal for rows whose typed content is equal. #}
{% macro content_hash(contract_table) -%}
    md5(concat_ws(
        chr(31),
        {%- for name in contract_columns(contract_table) %}
        coalesce(cast({{ name }} as varchar), chr(30)){{ ',' if not loop.last }}
        {%- endfor %}
    ))
{%- endmacro %}


{#
    Every version with its outcome: accepted, duplicate, superseded or conflicting_id.
    State: of the newest load day that holds the key its first row counts; another row of that day is a duplicate where equal, in conflict where not;
    rows of older days are superseded. Happening: the first delivery counts; later ones are duplicates where equal, in conflict where not.
#}
{% macro version_outcomes(contract_table, relation) %}
{%- set spec = contract(contract_table) -%}
{%- set key = spec.key | join(', ') -%}
select
    versions.*,
    {%- if spec.kind == 'state' %}
    case
        when load_date < max(load_date) over (partition by {{ key }}) then 'superseded'
        when row_number() over (partition by {{ key }}, load_date order by {{ delivery_order() }}) = 1 then 'accepted'
        when content_hash = first_value(content_hash) over (partition by {{ key }}, load_date order by {{ delivery_order() }}) then 'duplicate'
        else 'conflicting_id'
    end as outcome
    {%- else %}
    case
        when row_number() over (partition by {{ key }} order by {{ delivery_order() }}) = 1 then 'accepted'
        when content_hash = first_value(content_hash) over (partition by {{ key }} order by {{ delivery_order() }}) then 'duplicate'
        else 'conflicting_id'
    end as outcome
    {%- endif %}
from {{ relation }} as versions
{% endmacro %}


{#
    The same for order lines, whose state is that of their whole order: of the newest load day that holds the order all lines count, repeated
    lines too, unless they carry a line number that was there before.
#}
{% macro line_outcomes(relation) %}
select
    versions.*,
    case
        when load_date < max(load_date) over (partition by order_id) then 'superseded'
        when line_number is null then 'accepted'
        when row_number() over (partition by order_id, line_number, load_date order by {{ delivery_order() }}) = 1 then 'accepted'
        when content_hash = first_value(content_hash) over (partition by order_id, line_number, load_date order by {{ delivery_order() }}) then 'duplicate'
        else 'conflicting_id'
    end as outcome
from {{ relation }} as versions
{% endmacro %}


{# Body of current_<table>: all versions with their outcome; the rows in force are those accepted. #}
{% macro current_rows(contract_table) %}
{{ config(materialized='table') }}
with judged as (
    {{ version_outcomes(contract_table, ref('int_' ~ contract_table ~ '_versions')) }}
)

select
    {%- for name in contract_columns(contract_table) %}
    {{ name }},
    {%- endfor %}
    {{ provenance() }}
from judged
where outcome = 'accepted'
{% endmacro %}
