{#
    What engines spell differently. Each word stands here once with what it means; how an engine spells it stands in the file of its name.
    A test holds that models and other macros use no word of one engine alone.
#}

{# What only one engine spells this way, named once. #}

{# A stamp that is_stamp_with_offset as a UTC timestamp. The cast knows neither a blank before the offset nor small letters. #}
{% macro timestamp_with_offset(text) -%}
    {{ return(adapter.dispatch('timestamp_with_offset', 'cartograph')(text)) }}
{%- endmacro %}


{# The instant of a wall-clock time in a zone, in UTC. #}
{% macro utc_from_local(local, zone) -%}
    {{ return(adapter.dispatch('utc_from_local', 'cartograph')(local, zone)) }}
{%- endmacro %}


{# The wall-clock time of a UTC instant in a zone. #}
{% macro local_from_utc(utc, zone) -%}
    {{ return(adapter.dispatch('local_from_utc', 'cartograph')(utc, zone)) }}
{%- endmacro %}


{# The text with every run of blanks, tabs and line ends as one blank. #}
{% macro single_blanks(text) -%}
    {{ return(adapter.dispatch('single_blanks', 'cartograph')(text)) }}
{%- endmacro %}


{# The text with every accented letter as the plain one: crème as creme. #}
{% macro without_accents(text) -%}
    {{ return(adapter.dispatch('without_accents', 'cartograph')(text)) }}
{%- endmacro %}


{# Text in the given pattern as a timestamp, in UTC where the pattern has an offset or a zone; null where it does not fit. #}
{% macro timestamp_in_format(text, pattern) -%}
    {{ return(adapter.dispatch('timestamp_in_format', 'cartograph')(text, pattern)) }}
{%- endmacro %}


{# Seconds since 1970 of a UTC timestamp. #}
{% macro epoch_seconds(timestamp) -%}
    {{ return(adapter.dispatch('epoch_seconds', 'cartograph')(timestamp)) }}
{%- endmacro %}


{# Whole epoch seconds as a UTC timestamp. #}
{% macro timestamp_from_epoch(seconds) -%}
    {{ return(adapter.dispatch('timestamp_from_epoch', 'cartograph')(seconds)) }}
{%- endmacro %}


{# A 64-bit hash of some columns: quick to group by; equality is always checked again on the columns themselves. #}
{% macro hash64(columns) -%}
    {{ return(adapter.dispatch('hash64', 'cartograph')(columns)) }}
{%- endmacro %}


{# A row as one JSON object, keys in the given order. #}
{% macro row_as_json(columns, prefix='') -%}
    {{ return(adapter.dispatch('row_as_json', 'cartograph')(columns, prefix)) }}
{%- endmacro %}


{# The distinct values of a group as a list, in order; null where there are none. #}
{% macro distinct_list(column) -%}
    {{ return(adapter.dispatch('distinct_list', 'cartograph')(column)) }}
{%- endmacro %}


{# How many values a list holds; 0 for null. #}
{% macro list_length(list) -%}
    {{ return(adapter.dispatch('list_length', 'cartograph')(list)) }}
{%- endmacro %}


{# Whether a list holds a value; null for null. #}
{% macro list_holds(list, value) -%}
    {{ return(adapter.dispatch('list_holds', 'cartograph')(list, value)) }}
{%- endmacro %}


{# How many distinct values the lists of a group hold together. #}
{% macro distinct_count_of_lists(lists) -%}
    {{ return(adapter.dispatch('distinct_count_of_lists', 'cartograph')(lists)) }}
{%- endmacro %}


{# A word without case, blanks and marks. #}
{% macro bare_word(text) -%}
    {{ return(adapter.dispatch('bare_word', 'cartograph')(text)) }}
{%- endmacro %}


{# A whole number of up to 38 digits. #}
{% macro wide_whole(number) -%}
    {{ return(adapter.dispatch('wide_whole', 'cartograph')(number)) }}
{%- endmacro %}


{# The quotient of two whole numbers, without its rest. #}
{% macro whole_quotient(dividend, divisor) -%}
    {{ return(adapter.dispatch('whole_quotient', 'cartograph')(dividend, divisor)) }}
{%- endmacro %}


{# What a file of the project holds, as text. #}
{% macro file_text(path) -%}
    {{ return(adapter.dispatch('file_text', 'cartograph')(path)) }}
{%- endmacro %}


{# Whether a timestamp is a moment: engines that know infinite ones take them from text. #}
{% macro is_finite(timestamp) -%}
    {{ return(adapter.dispatch('is_finite', 'cartograph')(timestamp)) }}
{%- endmacro %}


{# Whether a text fits a pattern somewhere. Patterns keep to what RE2 and Java read alike. #}
{% macro matches_pattern(text, pattern) -%}
    {{ return(adapter.dispatch('matches_pattern', 'cartograph')(text, pattern)) }}
{%- endmacro %}


{# Whether a text holds a character that is no letter, mark or blank, such as a tab or a line end. #}
{% macro has_control_character(text) -%}
    {{ return(adapter.dispatch('has_control_character', 'cartograph')(text)) }}
{%- endmacro %}


{# The last value of a window that is not empty. #}
{% macro last_known(value, window) -%}
    {{ return(adapter.dispatch('last_known', 'cartograph')(value, window)) }}
{%- endmacro %}


{# The texts of a group as one, in an order. #}
{% macro ordered_text(value, separator, order) -%}
    {{ return(adapter.dispatch('ordered_text', 'cartograph')(value, separator, order)) }}
{%- endmacro %}


{# A whole number as text without the zeros of a float: `.0`, `.00`. #}
{% macro without_zero_fraction(text) -%}
    {{ return(adapter.dispatch('without_zero_fraction', 'cartograph')(text)) }}
{%- endmacro %}


{# The name of a landing file without its ending: orders of orders.csv.gz. #}
{% macro without_file_ending(name) -%}
    {{ return(adapter.dispatch('without_file_ending', 'cartograph')(name)) }}
{%- endmacro %}


{# The text without the blanks, tabs and line ends around it, and without the apostrophes before it. #}
{% macro without_edges(text) -%}
    {{ return(adapter.dispatch('without_edges', 'cartograph')(text)) }}
{%- endmacro %}


{# Whole days from one date to a later one; below zero where it is earlier, null where one is null. #}
{% macro days_between(first_date, last_date) -%}
    {{ return(adapter.dispatch('days_between', 'cartograph')(first_date, last_date)) }}
{%- endmacro %}


{# The English name of a date's weekday: Monday. #}
{% macro weekday_name(date) -%}
    {{ return(adapter.dispatch('weekday_name', 'cartograph')(date)) }}
{%- endmacro %}


{# A number rounded to some places; ties away from zero. #}
{% macro rounded(number, places=6) -%}
    {{ return(adapter.dispatch('rounded', 'cartograph')(number, places)) }}
{%- endmacro %}


{# The mean of a group's numbers, as a double. #}
{% macro average(number) -%}
    {{ return(adapter.dispatch('average', 'cartograph')(number)) }}
{%- endmacro %}


{# The quotient of an amount and a number, rounded to four decimals as a double is; ties away from zero. #}
{% macro amount_per(amount, number) -%}
    {{ return(adapter.dispatch('amount_per', 'cartograph')(amount, number)) }}
{%- endmacro %}


{# The middle of a group's numbers: of an even count the mean of the two in the middle. #}
{% macro middle(number) -%}
    {{ return(adapter.dispatch('middle', 'cartograph')(number)) }}
{%- endmacro %}


{# The middle of a group's amounts of four decimals, as one: the mean of the two in the middle is cut to four. #}
{% macro middle_amount(amount) -%}
    {{ return(adapter.dispatch('middle_amount', 'cartograph')(amount)) }}
{%- endmacro %}


{# The rows of Parquet files, columns by name: a column that a file lacks is null. #}
{% macro parquet_rows(pattern) -%}
    {{ return(adapter.dispatch('parquet_rows', 'cartograph')(pattern)) }}
{%- endmacro %}


{# A UTC timestamp from whole microseconds since 1970. #}
{% macro timestamp_from_microseconds(microseconds) -%}
    {{ return(adapter.dispatch('timestamp_from_microseconds', 'cartograph')(microseconds)) }}
{%- endmacro %}


{# A field of a JSON object as text; null where there is none, or no JSON. #}
{% macro json_value(json, field) -%}
    {{ return(adapter.dispatch('json_value', 'cartograph')(json, field)) }}
{%- endmacro %}


{# The distinct elements of a JSON list, as JSON texts in order; null where it has none, or is no JSON. #}
{% macro json_list(json) -%}
    {{ return(adapter.dispatch('json_list', 'cartograph')(json)) }}
{%- endmacro %}


{# In a select: a row for each value of a list, and one with null where it has none. #}
{% macro each_of(list) -%}
    {{ return(adapter.dispatch('each_of', 'cartograph')(list)) }}
{%- endmacro %}


{# The element of a JSON list that has only one, as JSON; null where it has none or several, or is no JSON. #}
{% macro only_element(json) -%}
    {{ return(adapter.dispatch('only_element', 'cartograph')(json)) }}
{%- endmacro %}


{# Of a JSON list of objects with a key and a value, as GA4 writes parameters: the text or whole number under the key. #}
{% macro named_parameter(json, key) -%}
    {{ return(adapter.dispatch('named_parameter', 'cartograph')(json, key)) }}
{%- endmacro %}


{# The largest so many texts of a group's rows that meet a condition, as a list from the largest on; null where there are none. #}
{% macro largest_texts(text, count, condition) -%}
    {{ return(adapter.dispatch('largest_texts', 'cartograph')(text, count, condition)) }}
{%- endmacro %}


{# The date so many whole days after another; null where either is. #}
{% macro date_after(date, days) -%}
    {{ return(adapter.dispatch('date_after', 'cartograph')(date, days)) }}
{%- endmacro %}


{# Whether there is a lake. Asks the engine, which may prepare what it reads the lake by. #}
{% macro lake_is_laid_out(lake) -%}
    {{ return(adapter.dispatch('lake_is_laid_out', 'cartograph')(lake)) }}
{%- endmacro %}


{# The text without the blanks around it, of whatever width, those that do not break among them; a tab or a line end is none. #}
{% macro trimmed(text) -%}
    {{ return(adapter.dispatch('trimmed', 'cartograph')(text)) }}
{%- endmacro %}


{# The text in small letters, each letter by itself: that of İ is i, that of Σ is σ at the end of a word too. #}
{% macro lower_case(text) -%}
    {{ return(adapter.dispatch('lower_case', 'cartograph')(text)) }}
{%- endmacro %}


{# A text as a number, null where it is none. Digits are those from 0 to 9, and 1_000 is no number. #}
{% macro as_number(text, type) -%}
    {{ return(adapter.dispatch('as_number', 'cartograph')(text, type)) }}
{%- endmacro %}


{# A stamp without an offset as a timestamp, whatever blanks stand around it; null where it is none. #}
{% macro timestamp_from_text(text) -%}
    {{ return(adapter.dispatch('timestamp_from_text', 'cartograph')(text)) }}
{%- endmacro %}
