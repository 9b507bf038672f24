{# The words of words.sql as DuckDB spells them. #}

{% macro duckdb__timestamp_with_offset(text) -%}
    timezone('UTC', try_cast(
        regexp_replace(regexp_replace(upper({{ text }}), ' *(UTC|GMT) *$', 'Z'), ' +([Z+-])', '\1') as timestamptz
    ))
{%- endmacro %}


{% macro duckdb__utc_from_local(local, zone) -%}
    {%- if zone == 'UTC' -%} {{ local }}
    {%- else -%} timezone('UTC', timezone('{{ zone }}', {{ local }}))
    {%- endif -%}
{%- endmacro %}


{% macro duckdb__local_from_utc(utc, zone) -%}
    {%- if zone == 'UTC' -%} {{ utc }}
    {%- else -%} timezone('{{ zone }}', timezone('UTC', {{ utc }}))
    {%- endif -%}
{%- endmacro %}


{% macro duckdb__single_blanks(text) -%}
    regexp_replace({{ text }}, '\s+', ' ', 'g')
{%- endmacro %}


{% macro duckdb__without_accents(text) -%}
    strip_accents({{ text }})
{%- endmacro %}


{% macro duckdb__timestamp_in_format(text, pattern) -%}
    {%- set time = "try_strptime(" ~ text ~ ", '" ~ pattern ~ "')" -%}
    {{ "timezone('UTC', " ~ time ~ ")" if '%z' in pattern or '%Z' in pattern else time }}
{%- endmacro %}


{% macro duckdb__epoch_seconds(timestamp) -%}
    epoch({{ timestamp }})
{%- endmacro %}


{% macro duckdb__timestamp_from_epoch(seconds) -%}
    make_timestamp({{ seconds }} * 1000000)
{%- endmacro %}


{% macro duckdb__hash64(columns) -%}
    hash({{ columns | join(', ') }})
{%- endmacro %}


{% macro duckdb__row_as_json(columns, prefix='') -%}
    cast(json_object({% for column in columns %}'{{ column }}', {{ prefix }}{{ adapter.quote(column) }}{{ ', ' if not loop.last }}{% endfor %}) as varchar)
{%- endmacro %}


{% macro duckdb__distinct_list(column) -%}
    list_sort(list_distinct(array_agg({{ column }}) filter (where {{ column }} is not null)))
{%- endmacro %}


{% macro duckdb__list_length(list) -%}
    coalesce(len({{ list }}), 0)
{%- endmacro %}


{% macro duckdb__list_holds(list, value) -%}
    list_contains({{ list }}, {{ value }})
{%- endmacro %}


{% macro duckdb__distinct_count_of_lists(lists) -%}
    {{ list_length('list_distinct(flatten(array_agg(' ~ lists ~ ')))') }}
{%- endmacro %}


{% macro duckdb__bare_word(text) -%}
    regexp_replace(lower({{ text }}), '[^a-z0-9]', '', 'g')
{%- endmacro %}


{% macro duckdb__wide_whole(number) -%}
    cast({{ number }} as hugeint)
{%- endmacro %}


{% macro duckdb__whole_quotient(dividend, divisor) -%}
    ({{ dividend }}) // ({{ divisor }})
{%- endmacro %}


{% macro duckdb__file_text(path) -%}
    {{ return(run_query("select content from read_text('" ~ path ~ "')").columns[0].values()[0]) }}
{%- endmacro %}


{% macro duckdb__is_finite(timestamp) -%}
    isfinite({{ timestamp }})
{%- endmacro %}


{% macro duckdb__matches_pattern(text, pattern) -%}
    regexp_matches({{ text }}, '{{ pattern }}')
{%- endmacro %}


{% macro duckdb__has_control_character(text) -%}
    regexp_matches({{ text }}, '[\x00-\x1F\x7F]')
{%- endmacro %}


{% macro duckdb__last_known(value, window) -%}
    last_value({{ value }} ignore nulls) over ({{ window }})
{%- endmacro %}


{% macro duckdb__ordered_text(value, separator, order) -%}
    string_agg({{ value }}, '{{ separator }}' order by {{ order }})
{%- endmacro %}


{% macro duckdb__without_zero_fraction(text) -%}
    regexp_replace({{ text }}, '^(-?[0-9]+)\.0+$', '\1')
{%- endmacro %}


{% macro duckdb__without_edges(text) -%}
    regexp_replace({{ text }}, '^[''\t-\r\p{Zs}]+|[\t-\r\p{Zs}]+$', '', 'g')
{%- endmacro %}


{% macro duckdb__without_file_ending(name) -%}
    regexp_replace({{ name }}, '[.](csv|csv[.]gz|jsonl|parquet)$', '', 'i')
{%- endmacro %}


{% macro duckdb__days_between(first_date, last_date) -%}
    date_diff('day', {{ first_date }}, {{ last_date }})
{%- endmacro %}


{% macro duckdb__weekday_name(date) -%}
    dayname({{ date }})
{%- endmacro %}


{% macro duckdb__rounded(number, places=6) -%}
    round({{ number }}, {{ places }})
{%- endmacro %}


{% macro duckdb__average(number) -%}
    avg({{ number }})
{%- endmacro %}


{% macro duckdb__amount_per(amount, number) -%}
    cast({{ amount }} / {{ number }} as decimal(18, 4))
{%- endmacro %}


{% macro duckdb__middle(number) -%}
    median({{ number }})
{%- endmacro %}


{% macro duckdb__middle_amount(amount) -%}
    cast(median({{ amount }}) as decimal(18, 4))
{%- endmacro %}


{% macro duckdb__parquet_rows(pattern) -%}
    read_parquet('{{ pattern }}', hive_partitioning = false, union_by_name = true)
{%- endmacro %}


{% macro duckdb__timestamp_from_microseconds(microseconds) -%}
    make_timestamp({{ microseconds }})
{%- endmacro %}


{% macro duckdb__json_value(json, field) -%}
    case when json_valid({{ json }}) then json_extract_string({{ json }}, '$.{{ field }}') end
{%- endmacro %}


{% macro duckdb__json_list(json) -%}
    case
        when json_valid({{ json }}) and json_array_length({{ json }}) > 0
            then list_sort(list_distinct(cast(json_extract({{ json }}, '$[*]') as varchar[])))
    end
{%- endmacro %}


{% macro duckdb__each_of(list) -%}
    unnest(coalesce({{ list }}, [null]))
{%- endmacro %}


{% macro duckdb__only_element(json) -%}
    case when json_valid({{ json }}) and json_array_length({{ json }}) = 1 then cast(json_extract({{ json }}, '$[0]') as varchar) end
{%- endmacro %}


{% macro duckdb__named_parameter(json, key) -%}
    {%- set named = "list_filter(cast(json_extract(" ~ json ~ ", '$[*]') as json[]), lambda p: json_extract_string(p, '$.key') = '" ~ key ~ "')[1]" -%}
    case when json_valid({{ json }}) then coalesce(
        json_extract_string({{ named }}, '$.value.string_value'), json_extract_string({{ named }}, '$.value.int_value')
    ) end
{%- endmacro %}


{# max(text, count) says the same, and makes room for as many texts in every group, of which most have one or two. #}
{% macro duckdb__largest_texts(text, count, condition) -%}
    list_reverse_sort(list({{ text }}) filter (where ({{ condition }}) and {{ text }} is not null))[1:{{ count }}]
{%- endmacro %}


{% macro duckdb__date_after(date, days) -%}
    {{ date }} + cast({{ days }} as integer)
{%- endmacro %}


{% macro duckdb__lake_is_laid_out(lake) -%}
    {{ return(run_query("select count(*) from glob('" ~ lake ~ "/loads.parquet')").rows[0][0] > 0) }}
{%- endmacro %}


{% macro duckdb__trimmed(text) -%}
    trim({{ text }})
{%- endmacro %}


{% macro duckdb__lower_case(text) -%}
    lower({{ text }})
{%- endmacro %}


{# It reads 1_000 as a thousand. #}
{% macro duckdb__as_number(text, type) -%}
    try_cast(replace({{ text }}, '_', '?') as {{ type }})
{%- endmacro %}


{# It takes no blank behind a date alone. #}
{% macro duckdb__timestamp_from_text(text) -%}
    try_cast(trim({{ text }}) as timestamp)
{%- endmacro %}
