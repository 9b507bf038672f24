{#
    The words of words.sql as Spark 4 spells them. The session's zone is UTC, and `timestamp` a wall-clock time (see profiles.yml). Patterns are raw
    text, r'..', where a backslash is one; Java's `$` also stands before a last line end, so a pattern ends with \z.
#}

{# It wants seconds before an offset. #}
{% macro spark__timestamp_with_offset(text) -%}
    cast(try_cast(
        regexp_replace(
            regexp_replace(regexp_replace(upper({{ text }}), r' *(UTC|GMT) *\z', 'Z'), ' +([Z+-])', '$1'), '([T ][0-9]+:[0-9]+)([Z+-])', '$1:00$2'
        ) as timestamp_ltz
    ) as timestamp_ntz)
{%- endmacro %}


{# An hour that a clock shows twice is its second one: Spark gives the first, so the hour or half hour after it is looked at. #}
{% macro spark__utc_from_local(local, zone) -%}
    {%- if zone == 'UTC' -%} {{ local }}
    {%- else -%}
    {%- set first = "convert_timezone('" ~ zone ~ "', 'UTC', " ~ local ~ ")" -%}
    case
        {%- for length in ['1 hour', '30 minutes'] %}
        when convert_timezone('UTC', '{{ zone }}', {{ first }} + interval {{ length }}) = {{ local }} then {{ first }} + interval {{ length }}
        {%- endfor %}
        else {{ first }}
    end
    {%- endif -%}
{%- endmacro %}


{% macro spark__local_from_utc(utc, zone) -%}
    {%- if zone == 'UTC' -%} {{ utc }}
    {%- else -%} convert_timezone('UTC', '{{ zone }}', {{ utc }})
    {%- endif -%}
{%- endmacro %}


{% macro spark__single_blanks(text) -%}
    regexp_replace({{ text }}, r'[ \t\n\f\r]+', ' ')
{%- endmacro %}


{# Java's own library, which Spark brings along. It would also take the stroke of an L, which is no accent, and turns nothing into the text null. #}
{% macro spark__without_accents(text) -%}
    case when {{ text }} is not null then translate(reflect('org.apache.commons.lang3.StringUtils', 'stripAccents', translate({{ text }}, 'łŁ', '{{ '\ue000\ue001' }}')), '{{ '\ue000\ue001' }}', 'łŁ') end
{%- endmacro %}


{% macro spark__timestamp_in_format(text, pattern) -%}
    {%- set letters = {'%Y': 'yyyy', '%y': 'yy', '%m': 'M', '%d': 'd', '%H': 'H', '%I': 'h', '%M': 'm', '%S': 's', '%p': 'a', '%b': 'MMM', '%B': 'MMMM'} -%}
    {%- set found = namespace(pattern=pattern) -%}
    {%- for letter, spelled in letters.items() -%}
        {%- set found.pattern = found.pattern | replace(letter, spelled) -%}
    {%- endfor -%}
    {%- if '%' in found.pattern -%}
        {{ exceptions.raise_compiler_error('time_format: ' ~ pattern ~ ' has a letter that Spark does not read; it reads ' ~ letters | join(' ') ~ '.') }}
    {%- endif -%}
    try_to_timestamp({{ text }}, '{{ found.pattern }}')
{%- endmacro %}


{% macro spark__epoch_seconds(timestamp) -%}
    (unix_micros(cast({{ timestamp }} as timestamp_ltz)) / 1000000D)
{%- endmacro %}


{% macro spark__timestamp_from_epoch(seconds) -%}
    cast(timestamp_seconds({{ seconds }}) as timestamp_ntz)
{%- endmacro %}


{% macro spark__hash64(columns) -%}
    xxhash64({{ columns | join(', ') }})
{%- endmacro %}


{# A timestamp is marked, since it has to lose the zeros behind its seconds, and a text that looks like one has not. #}
{% macro spark__row_as_json(columns, prefix='') -%}
    regexp_replace(
        to_json(
            named_struct({% for column in columns %}'{{ column }}', {{ prefix }}{{ adapter.quote(column) }}{{ ', ' if not loop.last }}{% endfor %}),
            map('ignoreNullFields', 'false', 'timestampNTZFormat', "'\ue000'yyyy-MM-dd HH:mm:ss.SSSSSS")
        ),
        r'\ue000([^"]*?)(\.0{6}|0*)"', '$1"'
    )
{%- endmacro %}


{% macro spark__distinct_list(column) -%}
    nullif(sort_array(collect_set({{ column }})), array())
{%- endmacro %}


{% macro spark__list_length(list) -%}
    coalesce(array_size({{ list }}), 0)
{%- endmacro %}


{% macro spark__list_holds(list, value) -%}
    array_contains({{ list }}, {{ value }})
{%- endmacro %}


{% macro spark__distinct_count_of_lists(lists) -%}
    array_size(array_distinct(flatten(collect_list({{ lists }}))))
{%- endmacro %}


{% macro spark__bare_word(text) -%}
    regexp_replace(lower({{ text }}), '[^a-z0-9]', '')
{%- endmacro %}


{% macro spark__wide_whole(number) -%}
    cast({{ number }} as decimal(38, 0))
{%- endmacro %}


{% macro spark__whole_quotient(dividend, divisor) -%}
    ({{ dividend }}) div ({{ divisor }})
{%- endmacro %}


{% macro spark__file_text(path) -%}
    {{ return(run_query("select cast(content as string) as content from binaryFile.`" ~ path ~ "`").columns[0].values()[0]) }}
{%- endmacro %}


{# Every timestamp is one here. #}
{% macro spark__is_finite(timestamp) -%}
    {{ timestamp }} is not null
{%- endmacro %}


{% macro spark__matches_pattern(text, pattern) -%}
    regexp_like({{ text }}, r'{{ pattern[:-1] ~ '\\z' if pattern.endswith('$') else pattern }}')
{%- endmacro %}


{% macro spark__has_control_character(text) -%}
    regexp_like({{ text }}, r'[\x00-\x1F\x7F]')
{%- endmacro %}


{% macro spark__last_known(value, window) -%}
    last_value({{ value }}) ignore nulls over ({{ window }})
{%- endmacro %}


{% macro spark__ordered_text(value, separator, order) -%}
    listagg({{ value }}, '{{ separator }}') within group (order by {{ order }})
{%- endmacro %}


{% macro spark__without_zero_fraction(text) -%}
    regexp_replace({{ text }}, r'^(-?[0-9]+)\.0+\z', '$1')
{%- endmacro %}


{% macro spark__without_edges(text) -%}
    regexp_replace({{ text }}, r'^[\x27\t-\r\p{Zs}]+|[\t-\r\p{Zs}]+\z', '')
{%- endmacro %}


{% macro spark__without_file_ending(name) -%}
    regexp_replace({{ name }}, r'(?i)[.](csv|csv[.]gz|jsonl|parquet)\z', '')
{%- endmacro %}


{% macro spark__days_between(first_date, last_date) -%}
    datediff({{ last_date }}, {{ first_date }})
{%- endmacro %}


{% macro spark__weekday_name(date) -%}
    date_format({{ date }}, 'EEEE')
{%- endmacro %}


{# By arithmetic on doubles: its own rounding looks at the shortest decimal of a double, and finds a tie where there is none. #}
{% macro spark__rounded(number, places=6) -%}
    (round(cast({{ number }} as double) * 1e{{ places }}) / 1e{{ places }})
{%- endmacro %}


{% macro spark__average(number) -%}
    avg(cast({{ number }} as double))
{%- endmacro %}


{# A quotient of decimals is one, and exact, here: DuckDB's is a double. #}
{% macro spark__amount_per(amount, number) -%}
    cast(cast(round(cast({{ amount }} as double) / {{ number }} * 10000) as bigint) * cast(0.0001 as decimal(5, 4)) as decimal(18, 4))
{%- endmacro %}


{% macro spark__middle(number) -%}
    median({{ number }})
{%- endmacro %}


{# Among whole ten-thousandths, whose mean is exact as a double; a cast to a whole number cuts. #}
{% macro spark__middle_amount(amount) -%}
    cast(cast(median(cast({{ amount }} * 10000 as bigint)) as bigint) * cast(0.0001 as decimal(5, 4)) as decimal(18, 4))
{%- endmacro %}


{% macro spark__parquet_rows(pattern) -%}
    parquet.`{{ pattern }}`
{%- endmacro %}


{% macro spark__timestamp_from_microseconds(microseconds) -%}
    cast(timestamp_micros({{ microseconds }}) as timestamp_ntz)
{%- endmacro %}


{% macro spark__json_value(json, field) -%}
    case when try_parse_json({{ json }}) is not null then get_json_object({{ json }}, '$.{{ field }}') end
{%- endmacro %}


{% macro spark__json_list(json) -%}
    nullif(
        sort_array(array_distinct(transform(try_variant_get(try_parse_json({{ json }}), '$', 'array<variant>'), element -> to_json(element)))), array()
    )
{%- endmacro %}


{% macro spark__each_of(list) -%}
    explode_outer({{ list }})
{%- endmacro %}


{% macro spark__only_element(json) -%}
    case when json_array_length({{ json }}) = 1 then get_json_object({{ json }}, '$[0]') end
{%- endmacro %}


{% macro spark__named_parameter(json, key) -%}
    {%- set shape = 'array<struct<key: string, value: struct<string_value: string, int_value: string>>>' -%}
    {%- set named = "get(filter(from_json(" ~ json ~ ", '" ~ shape ~ "'), parameter -> parameter.key = '" ~ key ~ "'), 0)" -%}
    case when try_parse_json({{ json }}) is not null then coalesce({{ named }}.value.string_value, {{ named }}.value.int_value) end
{%- endmacro %}


{% macro spark__largest_texts(text, count, condition) -%}
    nullif(slice(sort_array(collect_list({{ text }}) filter (where {{ condition }}), false), 1, {{ count }}), array())
{%- endmacro %}


{% macro spark__date_after(date, days) -%}
    date_add({{ date }}, cast({{ days }} as int))
{%- endmacro %}


{#
    Each landing table is a view over its folder, in which Spark finds the load days by itself; made where it is missing, and anew by a full refresh, since
    a view keeps the columns that it was made with. Spark cannot ask whether a file is there: where there is no lake it says so in its own words.
#}
{% macro spark__lake_is_laid_out(lake) -%}
    {%- for table in graph.sources.values() if flags.WHICH in ('run', 'build') and (table.schema == 'lake' or table.source_name.startswith('lake_')) %}
        {%- if flags.FULL_REFRESH or not adapter.get_relation(none, table.schema, table.identifier) %}
        {%- set relation = api.Relation.create(schema=table.schema, identifier=table.identifier) %}
        {%- set path = table.name ~ '.parquet' if table.schema == 'lake' else table.schema ~ '/' ~ table.name %}
        {%- do run_query('create schema if not exists ' ~ table.schema) %}
        {%- do run_query('create or replace view ' ~ relation ~ ' as select * from parquet.`' ~ lake ~ '/' ~ path ~ '`') %}
        {%- endif %}
    {%- endfor %}
    {{- return(true) }}
{%- endmacro %}


{% macro spark__trimmed(text) -%}
    trim(both ' \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000' from {{ text }})
{%- endmacro %}


{# İ would become an i and a dot of its own, Σ the other σ at the end of a word. #}
{% macro spark__lower_case(text) -%}
    lower(translate({{ text }}, 'İΣ', 'iσ'))
{%- endmacro %}


{# It reads the digits of every script, and what Java takes for a double: 0x1p3, 1d and 1f. #}
{% macro spark__as_number(text, type) -%}
    try_cast(regexp_replace({{ text }}, r'[^\x01-\x7F]|[_xX]|(?<=[0-9.])[dDfF]', '?') as {{ type }})
{%- endmacro %}


{# Between date and time it takes a blank alone, where a tab is one as well. #}
{% macro spark__timestamp_from_text(text) -%}
    try_cast(translate({{ trimmed(text) }}, '\t\n\u000b\f\r', '     ') as timestamp)
{%- endmacro %}
