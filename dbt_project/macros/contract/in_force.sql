{#
    The rows in force: of each column the value that was last reported.
#}

{#
    The rows in force of a state's versions: those accepted. A column that a row's file does not have keeps the value of the newest earlier
    version whose file has it. Most rows come from whole files and are ready.

    accepted   the accepted versions
    relation   all versions, or those that are not accepted
    key        of a row without a part of its key nothing is looked for
#}
{% macro rows_in_force(contract_table, accepted, relation, key) %}
{%- set kept = typed_columns(contract_table) | reject('in', key) | list %}
{%- set newest_first = 'versions.load_date desc, ' ~ file_order('versions.') ~ ' desc, versions.row_number' %}
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
        and (versions.load_date, {{ file_order('versions.') }}) <= (accepted.load_date, {{ file_order('accepted.') }})
)

select
    {%- for column in typed_columns(contract_table) %}
    {%- if column in kept %}
    case
        when {{ is_not_reported(contract_table, column) }} and {{ lacks(column, 'accepted.') }} then reported_before.{{ column }}
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


{# Whether an accepted row says nothing in a column: of a line's item also where its name stands in the place of an id that was reported before. #}
{% macro is_not_reported(contract_table, column) -%}
    {%- if contract_table == 'order_lines' and column == 'item_id' -%}
    accepted.item_id like 'name:%' and reported_before.item_id not like 'name:%'
    {%- else -%}
    accepted.{{ column }} is null
    {%- endif -%}
{%- endmacro %}


{# Whether a row's file does not have a column of the contract; a time on the source's clock goes with its time. #}
{% macro lacks(column, prefix='') -%}
    coalesce({{ prefix }}absent_columns like '%,{{ column | replace('_local', '') }},%', false)
{%- endmacro %}


{# The value of a column as last reported by a file that has it, which may be empty. As text, since nulls are passed over. #}
{% macro last_reported(column, type, window) -%}
    cast(nullif(
        {{ last_known('case when not ' ~ lacks(column) ~ ' then coalesce(cast(' ~ column ~ ' as string), chr(30)) end', window) }},
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
