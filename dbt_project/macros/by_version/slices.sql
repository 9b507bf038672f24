{#
    A full build of a large table, slice by slice of its dates, so that it fits into memory however long the history is: aggregates over all of it at
    once would be written to disk and read again. Changed partitions are few, and are not sliced.

    A model puts `in_slice(..)` among its conditions, which holds for the first slice; by_version runs the same SQL again for the others. Slices hold
    about as many events each, and as many slices are made as leave each enough of them.
#}
{# column: of the model's input. sizes: a relation with that column and `size`, the events of a date. #}
{% macro in_slice(column, sizes, size) -%}
    {%- if is_rework() or slice_count() == 1 -%} true
    {%- else -%}
    {{ column }} in (
        select slices.slice_date
        from (
            select
                slice_date,
                floor(
                    (sum(slice_size) over (order by slice_date rows between unbounded preceding and current row) - slice_size)
                    / sum(slice_size) over ()
                    * least({{ slice_count() }}, greatest(1, floor(sum(slice_size) over () / {{ var('least_slice_events') }})))
                ) as slice_number
            from (
                select {{ column }} as slice_date, sum({{ size }}) + 0.001 as slice_size
                from {{ sizes }}
                group by {{ column }}
            ) as dates
        ) as slices
        where slices.slice_number = {{ first_slice() }}
    )
    {%- endif -%}
{%- endmacro %}


{% macro first_slice() %}0 /* of {{ slice_count() }} slices */{% endmacro %}


{# The model's SQL for each slice but the first; none where it is not sliced. #}
{% macro other_slices(sql) %}
    {% set slices = [] %}
    {% if first_slice() in sql %}
        {% for number in range(1, slice_count()) %}
            {% do slices.append(sql | replace(first_slice(), number)) %}
        {% endfor %}
    {% endif %}
    {{ return(slices) }}
{% endmacro %}
