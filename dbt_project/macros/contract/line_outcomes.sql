{#
    Every version of an order line with its outcome: accepted, duplicate, superseded or conflicting_id.

    Of a source that delivers whole orders (the var order_lines), the newest load day on which an order came with a sold line replaces what came
    before; later ones that hold returned lines alone are added. An order that never had a sold line is as its newest load day has it. Of
    several files of a load day, an earlier one's lines of an order are superseded where a later one repeats a sold one of them, and a returned
    line where a later one repeats it; else they count together: an export in parts is not one made twice. Of a line number the newest version
    counts, sold and returned apart. Lines without a number all count.

    Of a source that delivers changes, each line counts for itself: of a number the newest version, sold and returned apart.
#}
{% macro line_outcomes(relation) %}
{%- set is_change = "source in ('" ~ sources_of_changed_lines() | join("', '") ~ "')" %}
{%- set numbered = ['order_id', 'line_number', 'is_return_key'] %}
{%- set window -%}
partition by {{ numbered | join(', ') }} order by load_date desc, {{ file_order() }} desc, row_number
{%- endset %}
with reported as (
    select
        *,
        quantity < 0 as is_return_key
    from {{ relation }}
),

load_days as (
    select
        order_id,
        load_date,
        bool_or(quantity > 0) as has_sold,
        min({{ landed_file() }}) <> max({{ landed_file() }}) as has_several_files
    from reported
    group by order_id, load_date
),

bases as (
    select
        order_id,
        coalesce(max(load_date) filter (where has_sold), max(load_date)) as base_date
    from load_days
    group by order_id
),

-- Few: orders that came in several files of one load day.
files as (
    select distinct
        reported.order_id,
        reported.load_date,
        {{ landed_file('reported.') }} as landed_file,
        {{ file_order('reported.') }} as file_order,
        reported.line_number,
        reported.item_id,
        {{ line_key('reported.') }} as line_key,
        reported.is_return_key
    from reported
    inner join load_days
        on reported.order_id = load_days.order_id and reported.load_date = load_days.load_date and load_days.has_several_files
),

-- By number, or where one of two lines has none by item. Each way is a join of its own, which keeps to equal keys: an order may have many lines.
repeated_lines as (
    {%- for same in [
        'earlier.line_number = later.line_number',
        'earlier.item_id = later.item_id and earlier.line_number is null',
        'earlier.item_id = later.item_id and later.line_number is null',
    ] %}
    select
        earlier.order_id,
        earlier.load_date,
        earlier.landed_file,
        earlier.line_key,
        earlier.is_return_key
    from files as earlier
    inner join files as later
        on
            earlier.order_id = later.order_id
            and earlier.load_date = later.load_date
            and earlier.is_return_key = later.is_return_key
            and {{ same }}
            and earlier.file_order < later.file_order
    {{ 'union' if not loop.last }}
    {%- endfor %}
),

repeated_files as (
    select distinct order_id, load_date, landed_file
    from repeated_lines
    where not is_return_key
),

placed as (
    select
        reported.*,
        {%- if sources_of_changed_lines() %}
        not reported.{{ is_change }} and
        {%- endif %}
        (
            reported.load_date < bases.base_date
            or repeated_files.order_id is not null
            or repeated_returns.order_id is not null
        ) as is_superseded
    from reported
    inner join bases on reported.order_id = bases.order_id
    left join repeated_files
        on
            reported.order_id = repeated_files.order_id
            and reported.load_date = repeated_files.load_date
            and {{ landed_file('reported.') }} = repeated_files.landed_file
    left join repeated_lines as repeated_returns
        on
            reported.is_return_key
            and repeated_returns.is_return_key
            and reported.order_id = repeated_returns.order_id
            and reported.load_date = repeated_returns.load_date
            and {{ landed_file('reported.') }} = repeated_returns.landed_file
            and {{ line_key('reported.') }} = repeated_returns.line_key
),

several as (
    select {{ hash64(numbered) }} as key_hash
    from placed
    where line_number is not null and not is_superseded
    group by key_hash
    having count(*) > 1
),

outcomes as (
    select
        *,
        case
            when row_number() over ({{ window }}) = 1 then 'accepted'
            when
                load_date < first_value(load_date) over ({{ window }})
                or {{ landed_file() }} <> first_value({{ landed_file() }}) over ({{ window }})
                then 'superseded'
            when content_hash = first_value(content_hash) over ({{ window }}) then 'duplicate'
            else 'conflicting_id'
        end as outcome
    from placed
    where line_number is not null and not is_superseded and {{ hash64(numbered) }} in (select key_hash from several)
    union all
    select
        *,
        case when is_superseded then 'superseded' else 'accepted' end as outcome
    from placed
    where line_number is null or is_superseded or {{ hash64(numbered) }} not in (select key_hash from several)
)

select * from outcomes
{% endmacro %}


{# What a line of an order is called: the number, or the item where there is none. #}
{% macro line_key(prefix) -%}
    coalesce(cast({{ prefix }}line_number as string), 'item ' || {{ prefix }}item_id)
{%- endmacro %}


{# The sources whose order lines are changes, line by line, and not whole orders. #}
{% macro sources_of_changed_lines() %}
    {% set sources = [] %}
    {% for source, kind in var('order_lines').items() if kind == 'changes' %}
        {% do sources.append(source) %}
    {% endfor %}
    {{ return(sources) }}
{% endmacro %}
