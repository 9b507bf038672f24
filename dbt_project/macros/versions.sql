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
{{ outcomes_by_key(relation, spec.key, newest_of=spec.key if spec.kind == 'state' else none) }}
{% endmacro %}


{#
    The same for order lines, whose state is that of their whole order: of the newest load day that holds the order all lines count, repeated
    lines too, unless they carry a line number that was there before.
#}
{% macro line_outcomes(relation) %}
{{ outcomes_by_key(relation, contract('order_lines').key, newest_of=['order_id']) }}
{% endmacro %}


{#
    The outcome of every row, by whether others have its key; a row that lacks a part of it has none beside it. Only these are put in
    order: windows over all versions would sort them whole, and most are the only one of their key.

    newest_of   the columns of which the newest load day counts; none: all load days do
#}
{% macro outcomes_by_key(relation, key, newest_of=none) %}
{%- set group = key + (['load_date'] if newest_of else []) %}
{%- set window = 'partition by ' ~ group | join(', ') ~ ' order by ' ~ delivery_order() %}
{%- set has_key = key | join(' is not null and ') ~ ' is not null' %}
{%- set is_one_of_several = has_key ~ ' and ' ~ hash64(group) ~ ' in (select group_hash from several)' %}
with several as (
    select {{ hash64(group) }} as group_hash
    from {{ relation }}
    group by group_hash
    having count(*) > 1
),

{%- if newest_of %}

newest as (
    select
        {{ newest_of | join(', ') }},
        max(load_date) as load_date
    from {{ relation }}
    group by {{ newest_of | join(', ') }}
),
{%- endif %}

counting as (
    select versions.*
    from {{ relation }} as versions
    {%- if newest_of %}
    inner join newest
        on {{ matches(newest_of + ['load_date'], 'versions', 'newest') }}
    {%- endif %}
)

select
    *,
    case
        when row_number() over ({{ window }}) = 1 then 'accepted'
        when content_hash = first_value(content_hash) over ({{ window }}) then 'duplicate'
        else 'conflicting_id'
    end as outcome
from counting
where {{ is_one_of_several }}
union all
select
    *,
    'accepted' as outcome
from counting
where not ({{ is_one_of_several }})
{%- if newest_of %}
union all
select
    versions.*,
    'superseded' as outcome
from {{ relation }} as versions
inner join newest
    on {{ matches(newest_of, 'versions', 'newest') }} and versions.load_date < newest.load_date
{%- endif %}
{% endmacro %}


{% macro matches(columns, one, other) -%}
    {% for column in columns %}{{ one }}.{{ column }} = {{ other }}.{{ column }}{{ ' and ' if not loop.last }}{% endfor %}
{%- endmacro %}


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
