{#
    One landing table's rows in the words of one contract table: every contract column as text, times also in UTC and on the source's clock.
    Times and numbers are read as the source's YAML says that it writes them.

    source, table   the landing table
    contract_table  the table of the contract that it fills
    columns         contract column -> SQL over the landing table; columns not named are null
    relation        where the rows come from, when that is not the landing table as it stands; it has loaded_on, _file, _row, _fault and _absent
    times           contract time column -> SQL that gives a UTC timestamp, where the landing does not hold its text
    numbers         contract number column -> SQL that gives a number, where the landing does not hold its text
    is_landing_row  whether each row is one landed row, by which ops.load_days counts the landing table; a landing table is
                    counted once, whatever contract tables it feeds. Rows that could not be read are those of that table alone.
#}
{% macro map_to_contract(source, table, contract_table, columns, relation=none, times={}, numbers={}, is_landing_row=true) %}
{%- set spec = contract(contract_table) %}
{%- do require_contract_columns(source ~ '/' ~ table, contract_table, spec.columns, columns, times, numbers) %}
select
    cast('{{ source }}' as string) as source,
    cast('{{ table }}' as string) as landing_table,
    loaded_on as load_date,
    _file as file_name,
    _row as row_number,
    {{ is_landing_row }} as is_landing_row,
    _fault as landing_fault,
    {{ absent_columns(spec, [columns, times, numbers], landing_columns(source, table, relation)) }} as absent_columns,
    {%- for column in spec.columns %}
    {%- set landed = columns.get(column.name, 'null') %}
    {%- set text = "nullif(" ~ trimmed('cast(' ~ landed ~ ' as string)') ~ ", '')" %}
    {%- if column.type == 'time' %}
    cast({{ landed }} as string) as {{ column.name }}_text,
    {% if column.name in times -%}
    {{ times[column.name] }} as {{ column.name }},
    {{ local_from_utc(times[column.name], time_zone(source)) }} as {{ column.name }}_local
    {%- elif landed == 'null' -%}
    cast(null as timestamp) as {{ column.name }},
    cast(null as timestamp) as {{ column.name }}_local
    {%- else -%}
    {{ utc_time(source, table, landed) }} as {{ column.name }},
    {{ local_time(source, table, landed) }} as {{ column.name }}_local
    {%- endif %}
    {%- elif column.type == 'id' %}
    {{ clean_id(landed) }} as {{ column.name }}
    {%- elif column.name in numbers %}
    cast({{ numbers[column.name] }} as string) as {{ column.name }}
    {%- elif column.type in ('money', 'rate', 'whole', 'rating') and landed != 'null' %}
    {{ plain_number(source, table, text) }} as {{ column.name }}
    {%- elif column.type == 'date' and landed != 'null' and time_formats(source, table) %}
    coalesce(cast(cast({{ local_time(source, table, landed) }} as date) as string), {{ text }}) as {{ column.name }}
    {%- else %}
    {{ text }} as {{ column.name }}
    {%- endif %}
    {{- ',' if not loop.last }}
    {%- endfor %}
from {{ relation if relation else source_table(source, table) }}
{%- if not is_landing_row %}
where _fault is null
{%- endif %}
{% endmacro %}


{#
    Stop where a mapping names a column that its table of the contract does not have, or gives a time or number for one that is none: passed
    over, a slip would leave a column empty without a word.
#}
{% macro require_contract_columns(landing_table, contract_table, contract_columns, columns, times, numbers) %}
    {% set times_of_table = contract_columns | selectattr('type', 'equalto', 'time') | map(attribute='name') | list %}
    {% set known = [
        ['a column', columns, contract_columns | map(attribute='name') | list],
        ['a time', times, times_of_table],
        ['a number', numbers, contract_columns | rejectattr('type', 'in', ['id', 'time']) | map(attribute='name') | list],
    ] %}
    {% for what, given, names in known if execute %}
        {% for key in given if key not in names %}
            {% set nearest = [] %}
            {% for name in names if key in name or name in key %}
                {% do nearest.append(name) %}
            {% endfor %}
            {{ exceptions.raise_compiler_error(
                'The mapping of ' ~ landing_table ~ " names '" ~ key ~ "', which is not " ~ what ~ ' of the contract table ' ~ contract_table ~ '. '
                ~ ('Is ' ~ nearest | join(' or ') ~ ' meant?' if nearest else 'It has ' ~ (names | join(', ') or 'none') ~ '.')
            ) }}
        {% endfor %}
    {% endfor %}
{% endmacro %}


{#
    The contract columns whose landing columns the row's file does not have, with commas around each; null where it has all. Of SQL over landing
    columns each counts that it names, wherever the mapping gives it.
#}
{% macro absent_columns(spec, mappings, declared) -%}
    case
        when _absent is not null then ','
        {%- for name in spec.columns | map(attribute='name') %}
        {%- set landed = [] %}
        {%- for mapping in mappings if name in mapping %}
        {%- do landed.extend(modules.re.findall('[A-Za-z_][A-Za-z0-9_]*', mapping[name] ~ '')) %}
        {%- endfor %}
        {%- for column in landed | unique if column in declared %}
            || case when _absent like '%,{{ column }},%' then '{{ name }},' else '' end
        {%- endfor %}
        {%- endfor %}
    end
{%- endmacro %}


{# The landing columns that a mapping may name: those of its landing table, and over a relation those of all that its source has. #}
{% macro landing_columns(source, table, relation) %}
    {% set names = [] %}
    {% for of_source in (mapped_sources().get(source, [table]) if relation else [table]) %}
        {% do names.extend(declared_table(source, of_source).columns | map(attribute='name')) %}
    {% endfor %}
    {{ return(names) }}
{% endmacro %}
