{#
    All deliveries of one contract table: typed, and each with the reason why it cannot be accepted, or null.
    No window functions here: a filter on load_date must reach the files.
#}
{% macro validate(contract_table) %}
{%- set spec = contract(contract_table) -%}
{%- do ref('missing_ids') -%}  {# While dbt parses there is no column yet that asks for it. #}
with landed as (
    {{- mapped_rows(contract_table) }}
),

typed as (
    select
        source,
        landing_table,
        load_date,
        file_name,
        row_number,
        is_landing_row,
        landing_fault,
        absent_columns,
        {%- for column in spec.columns %}
        {%- if column.type == 'time' %}
        {{ landed_time_text(column) }} as {{ column.name }}_landed,
        {{ reported_time(column, column.name) }} as {{ column.name }},
        {{ reported_time(column, column.name ~ '_local') }} as {{ column.name }}_local
        {%- elif column.type == 'id' %}
        {%- set id = real_id(column.name, missing_words(column.name)) %}
        {{ item_or_its_name(id) if contract_table == 'order_lines' and column.name == 'item_id' else id }} as {{ column.name }}
        {%- elif column.type == 'currency' %}
        upper({{ real_id(column.name, missing_words(column.name)) }}) as {{ column.name }}
        {%- elif column.type == 'label' %}
        {{ real_id(column.name, missing_label_words()) }} as {{ column.name }}
        {%- elif typed_as(column) == 'string' %}
        {{ 'lower' if column.type == 'event_type' }}({{ column.name }}) as {{ column.name }}
        {%- else %}
        {{ column.name }} as {{ column.name }}_landed,
        {{ typed_value(column) }} as {{ column.name }}
        {%- endif %}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from landed
),

reported as (
    select
        *
        {%- for column in spec.columns if typed_as(column) != 'string' %},
        {{ reported_text(column) }} as {{ column.name }}_text
        {%- endfor %}
    from typed
)

select
    source,
    landing_table,
    load_date,
    file_name,
    row_number,
    is_landing_row,
    absent_columns,
    {%- for column in spec.columns %}
    {{ column.name }},
    {%- if column.type == 'time' %}
    {{ column.name }}_local,
    {%- endif %}
    {%- endfor %}
    case
        when landing_fault is not null then landing_fault
        {%- for column in spec.columns %}
        {%- for fault in faults(column) %}
        when {{ fault.condition }} then '{{ fault.reason }}'
        {%- endfor %}
        {%- endfor %}
        {%- if spec.one_of %}
        when coalesce({{ spec.one_of | join(', ') }}) is null then 'missing_{{ spec.one_of[0] }}'
        {%- endif %}
        {%- if contract_table == 'order_lines' %}
        when abs(cast(quantity as double) * cast(unit_price as double)) > 10000000000 then 'impossible_line_amount'
        {%- endif %}
    end as fault
from reported
{% endmacro %}


{% macro typed_as(column) %}
    {% set types = {
        'id': 'string', 'text': 'string', 'label': 'string', 'event_type': 'string', 'currency': 'string',
        'money': 'decimal(18, 4)', 'rate': 'decimal(18, 9)', 'whole': 'bigint', 'rating': 'bigint', 'year': 'bigint',
        'flag': 'boolean', 'date': 'date', 'time': 'timestamp',
    } %}
    {{ return(types[column.type]) }}
{% endmacro %}


{#
    A value outside what its type can mean stays null here, and faults() names it: a fraction where a number is whole, more units or
    money than any sum could hold, a year nobody was born in.
#}
{% macro typed_value(column) -%}
    {%- if column.type in ('whole', 'rating') -%}
    case
        when
            {{ as_number(column.name, 'decimal(38, 9)') }} = floor({{ as_number(column.name, 'decimal(38, 9)') }})
            and abs({{ as_number(column.name, 'decimal(38, 9)') }}) <= {{ column.most or 1000000000 }}
            then try_cast({{ as_number(column.name, 'decimal(38, 9)') }} as bigint)
    end
    {%- elif column.type == 'year' -%}
    case when {{ matches_pattern(column.name, '^(19|20)[0-9]{2}([.]0+)?$') }} then try_cast(substr({{ column.name }}, 1, 4) as bigint) end
    {%- elif column.type == 'money' -%}
    {%- set amount = as_number(column.name, 'decimal(18, 4)') -%}
    case when abs({{ amount }}) <= 10000000000 then {{ 'abs(' ~ amount ~ ')' if column.sign == 'either' else amount }} end
    {%- elif column.type == 'rate' -%}
    case when {{ as_number(column.name, 'decimal(18, 9)') }} > 0 then {{ as_number(column.name, 'decimal(18, 9)') }} end
    {%- elif column.type == 'date' -%}
    cast({{ bounded_time(timestamp_from_text(column.name)) }} as date)
    {%- elif column.type == 'flag' -%}
    case
        when {{ lower_case(column.name) }} in ('true', 't', 'yes', 'y', 'on') or {{ as_number(column.name, 'decimal(18, 4)') }} = 1 then true
        when {{ lower_case(column.name) }} in ('false', 'f', 'no', 'n', 'off') or {{ as_number(column.name, 'decimal(18, 4)') }} = 0 then false
    end
    {%- endif -%}
{%- endmacro %}


{# The end of time, where a column says what may have happened: it has not, so the column is empty. #}
{% macro is_never(column, time) -%}
    {{ time }} >= timestamp '9999-12-01 00:00:00' and {{ 'true' if column.past and not column.required else 'false' }}
{%- endmacro %}


{% macro reported_time(column, time) -%}
    case when {{ is_finite(time) }} and not ({{ is_never(column, time) }}) then {{ time }} end
{%- endmacro %}


{% macro landed_time_text(column) -%}
    case when {{ is_never(column, column.name) }} then null else {{ column.name }}_text end
{%- endmacro %}


{#
    The text of a typed column where it says anything: null where it is blank, a word for nothing, or the zero date or year of a database or
    language. Only what is no value of its type is looked at, so that most rows cost nothing.
#}
{% macro reported_text(column) -%}
    {%- set name = column.name -%}
    case
        when {{ name }} is not null then {{ name }}_landed
        when case when {{ name }} is null then {{ lower_case(trimmed(name ~ '_landed')) }} end in ({{ missing_value_words() }}) then null
        {%- if column.type in ('time', 'date') %}
        when {{ matches_pattern(trimmed(name ~ '_landed'), '^(0000[-/.]00[-/.]00|00[-/.]00[-/.]0000|0001-01-01)') }} then null
        {%- elif column.type == 'year' %}
        when {{ matches_pattern(trimmed(name ~ '_landed'), '^0+([.]0+)?$') }} then null
        {%- endif %}
        else nullif({{ trimmed(name ~ '_landed') }}, '')
    end
{%- endmacro %}


{# What can be wrong with one column, each with its reason; the first that holds is the row's reason. #}
{% macro faults(column) %}
    {% set name = column.name %}
    {% set found = [] %}
    {% if typed_as(column) == 'string' %}
        {% if column.required %}
            {% do found.append({'condition': name ~ ' is null', 'reason': 'missing_' ~ name}) %}
        {% endif %}
        {% if column.type == 'id' %}
            {% do found.append({'condition': has_control_character(name), 'reason': 'malformed_id'}) %}
            {% do found.append({'condition': is_mangled_id(name), 'reason': 'mangled_id'}) %}
        {% elif column.type == 'event_type' %}
            {% do found.append({
                'condition': name ~ " not in ('" ~ event_types() | join("', '") ~ "')", 'reason': 'unknown_event_type'
            }) %}
        {% endif %}
    {% else %}
        {% if column.required %}
            {% do found.append({'condition': name ~ '_text is null', 'reason': 'missing_' ~ name}) %}
        {% endif %}
        {% if column.type in ('whole', 'rating') %}
            {% do found.append({
                'condition': as_number(name ~ '_text', 'decimal(38, 9)') ~ ' <> floor(' ~ as_number(name ~ '_text', 'decimal(38, 9)') ~ ')',
                'reason': 'fractional_' ~ name
            }) %}
        {% endif %}
        {% do found.append({
            'condition': name ~ ' is null and ' ~ name ~ '_text is not null', 'reason': 'invalid_' ~ name
        }) %}
        {% if column.sign == 'positive' %}
            {% do found.append({'condition': as_number(name ~ '_text', 'double') ~ ' < 0', 'reason': 'negative_' ~ name}) %}
        {% endif %}
        {% if column.zero is defined and not column.zero %}
            {% do found.append({'condition': name ~ ' = 0', 'reason': 'zero_' ~ name}) %}
        {% endif %}
        {% if column.type == 'rating' %}
            {% do found.append({'condition': name ~ ' not between 1 and 5', 'reason': 'invalid_' ~ name}) %}
        {% endif %}
        {% if column.past %}
            {% do found.append({
                'condition': name ~ '_local > ' ~ latest_time('load_date'), 'reason': 'future_' ~ name
            }) %}
        {% endif %}
    {% endif %}
    {{ return(found) }}
{% endmacro %}
