{#
    Names the visitor days that the changed load days hold or held. What they hold is in the stretches; what they held is found by the rows'
    own first and last load date: a row within whose span a replaced load day lies may have held some of it.

    held   the columns of the model with the shop days that a row reaches into
#}
{% macro name_touched_visitor_days(held) %}
create or replace table {{ touched_visitor_days(model.name) }} as
with changed as (
    {{ changed() }}
),

replaced as (
    select changed.partition_date
    from changed
    inner join staging.built_from as known
        on known.model = '{{ model.name }}' and changed.partition_date = known.partition_date
)

select visitor_id, event_date
from {{ ref('int_visitor_stretches') }}
where load_date in (select partition_date from changed)
{%- for column in held %}
union
select held.visitor_id, held.{{ column }}
from {{ this }} as held
inner join replaced
    on replaced.partition_date between held.first_load_date and held.last_load_date
{%- endfor %}
{% endmacro %}


{% macro touched_visitor_days(name) -%}
    staging.{{ name }}_touched_days
{%- endmacro %}


{# Pre-hook of user_days: names the touched visitor days, takes them out, and sets aside the stretches that they are made of. #}
{% macro set_aside_touched_visitor_days() %}
{% if is_incremental() %}
{{ name_touched_visitor_days(['event_date']) }};

delete from {{ this }}
where {{ row_place() }} in (
    select {{ row_place('days') }}
    from {{ this }} as days
    inner join {{ touched_visitor_days(model.name) }} as touched
        on days.visitor_id = touched.visitor_id and days.event_date = touched.event_date
);

create or replace table {{ touched_stretches() }} as
select stretches.*
from {{ ref('int_visitor_stretches') }} as stretches
inner join {{ touched_visitor_days(model.name) }} as touched
    on stretches.visitor_id = touched.visitor_id and stretches.event_date = touched.event_date
{% endif %}
{% endmacro %}


{# The stretches that a model has to read: those set aside, or all of them when it is built from nothing. #}
{% macro touched_stretches() -%}
    {%- if is_incremental() -%} staging.{{ model.name }}_touched_stretches
    {%- else -%} {{ ref('int_visitor_stretches') }}
    {%- endif -%}
{%- endmacro %}
