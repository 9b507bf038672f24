{#
    The versions of a table's rows: every delivery that passed staging, load day by load day.
#}

{# Body of int_<table>_versions: the accepted rows of the changed load days. #}
{% macro accepted_versions(contract_table) %}
{{ config(materialized='by_version', partition_by='load_date', meta={'inputs': ['load_versions'], 'contract_tables': [contract_table]}) }}
-- depends_on: {{ ref('load_versions') }}
select
    {{ provenance() }},
    absent_columns,
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


{# A landing file among those of its load day. #}
{% macro landed_file(prefix='') -%}
    {{ prefix }}file_name || '/' || {{ prefix }}source || '/' || {{ prefix }}landing_table
{%- endmacro %}


{#
    The place of a landing file among those of its load day, of which a later one counts of a state: by its name without the ending, so that
    orders.csv comes before orders-1800.csv and orders (1).csv. For few rows: it takes longer than landed_file.
#}
{% macro file_order(prefix='') -%}
    {{ without_file_ending(prefix ~ 'file_name') }} || chr(1) || {{ landed_file(prefix) }}
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


{% macro matches(columns, one, other) -%}
    {% for column in columns %}{{ one }}.{{ column }} = {{ other }}.{{ column }}{{ ' and ' if not loop.last }}{% endfor %}
{%- endmacro %}
