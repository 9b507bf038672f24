{#
    For unit tests: rows of one of the shop's landing tables as they stand in the lake. Columns that are not given are null, so a new column
    of the contract changes no test. Called with `call`, around a query that gives _row and then the given columns.
#}
{% macro landed_rows(contract_table, given, load_date='2025-01-01') %}
{%- set defaults = {
    'loaded_on': "date '" ~ load_date ~ "'", '_file': "'f'", '_fault': 'cast(null as string)', '_raw': 'cast(null as string)',
    '_absent': 'cast(null as string)',
} %}
{%- for name in contract_columns(contract_table) %}
{%- do defaults.update({name: 'cast(null as string)'}) %}
{%- endfor %}
select
    {%- for name, value in defaults.items() if name not in given %}
    {{ value }} as {{ name }},
    {%- endfor %}
    _row,
    {{ given | join(', ') }}
from ({{ caller() }}) as landed (_row, {{ given | join(', ') }})
{% endmacro %}
