{#
    A full build of a large table, slice by slice of event dates, so that it fits into memory however long the history is: aggregates over all
    of it at once would be written to disk and read again.

    The model's own SQL, with `in_slice()` among its conditions, makes the first slice; the post-hook `add_slices()` runs it again for the
    others. Load days that come later are few, and are not sliced.
#}
{% macro slice_count() %}{{ return(12) }}{% endmacro %}


{#
    Pre-hook: cuts the event dates of a relation into slices of about as many events, as many slices as leave each enough of them.

    events   the events of rows of the relation, as an aggregate
#}
{% macro cut_slices(relation, events) %}
{% if not is_incremental() %}
create or replace table {{ slices(model.name) }} as
with dates as (
    select event_date, {{ events }} as event_count
    from {{ relation }}
    where event_date is not null
    group by event_date
),

cumulated as (
    select
        event_date,
        sum(event_count) over (order by event_date rows between unbounded preceding and current row) - event_count as before_count,
        sum(event_count) over () as total_count
    from dates
)

select
    event_date,
    cast(
        floor(before_count / total_count * least({{ slice_count() }}, greatest(1, floor(total_count / {{ var('least_slice_events') }}))))
        as bigint
    ) as slice_number
from cumulated
{% endif %}
{% endmacro %}


{% macro slices(name) -%}
    staging.{{ name }}_slices
{%- endmacro %}


{% macro in_slice(number=0) -%}
    {%- if is_incremental() -%} true
    {%- else -%} event_date in (select event_date from {{ slices(model.name) }} where slice_number = {{ number }})
    {%- endif -%}
{%- endmacro %}


{% macro add_slices() %}
{%- if not is_incremental() %}
{%- for number in range(1, slice_count()) %}
insert into {{ this }}
{{ model.compiled_code | replace(in_slice(), in_slice(number)) }};
{%- endfor %}
drop table {{ slices(model.name) }}
{%- endif %}
{% endmacro %}
