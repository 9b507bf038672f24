{#
    Load days whose event rows were dropped (`make drop-events`). The lake holds condensed parts in their place, one Parquet file a part and load
    day: stretches, items (counts by visitor and item), rejected, repeats, and of the last load days before the first that kept its rows
    the deliveries, by which later ones are judged.

    The fingerprints of such days stay as they were, so that nothing counts as changed. `staging.condensed_loads` holds the load days of which
    this database has taken the parts for the rows: int_event_deliveries lets go of the rows and notes it there, in one transaction,
    and every model after it adds parts of these load days alone. So rows and parts never count together, whatever is built, and when.
#}
{% macro create_condensed_loads() %}
    create table if not exists staging.condensed_loads (
        source varchar not null,
        landing_table varchar not null,
        load_date date not null
    )
{% endmacro %}


{# The columns of a part that a model is made of. #}
{% macro part_columns(part) %}
    {% set origin = ['source', 'landing_table', 'load_date'] %}
    {% set place = ['file_name', 'row_number', 'is_landing_row'] %}
    {% set counts = [] %}
    {% for type in ['event'] + event_types() %}
        {% do counts.append(type ~ '_count') %}
    {% endfor %}
    {% set columns = {
        'stretches': origin + [
            'visitor_id', 'event_date', 'event_hour', 'stretch_number', 'user_id', 'channel', 'device', 'region'
        ] + counts + [
            'item_ids', 'first_event_at', 'last_event_at', 'first_view_at', 'last_intent_at', 'last_checkout_at', 'last_purchase_at'
        ],
        'rejected': origin + place + ['reason', 'landed_row'],
        'repeats': origin + place + ['outcome', 'landed_row'],
        'deliveries': origin + place + contract_columns('events') + ['event_date', 'event_hour'],
    } %}
    {{ return(columns[part] | join(', ')) }}
{% endmacro %}


{# The rows of a part, with the load day of its file as loaded_on. #}
{% macro condensed_part(part) -%}
    read_parquet('{{ env_var('CARTOGRAPH_HOME', '../data') }}/lake/condensed/{{ part }}/*/*.parquet', hive_partitioning = true)
{%- endmacro %}


{# Whether a row is of a load day whose parts count in this database. #}
{% macro is_of_condensed_load() -%}
    (source, landing_table, load_date) in (
        select known.source, known.landing_table, known.load_date from staging.condensed_loads as known
    )
{%- endmacro %}


{# Post-hook of models whose rows lie in load days: adds the parts of the changed ones. #}
{% macro add_condensed(part) %}
insert into {{ this }} ({{ part_columns(part) }})
select {{ part_columns(part) }}
from {{ condensed_part(part) }}
where
    loaded_on in ({{ changed() }})
    and {{ is_of_condensed_load() }}
{% endmacro %}


{# Pre-hook of int_event_deliveries: a load day that is condensed no more (the lake was made anew) is read again, and judged again after it. #}
{% macro forget_uncondensed() %}
update staging.built_from
set version = 'condensed'
where
    model in ('int_event_deliveries', 'int_event_repeats')
    and partition_date in (
        select known.load_date
        from staging.condensed_loads as known
        left join {{ source('lake', 'loads') }} as loads
            on
                known.source = loads.source
                and known.landing_table = loads.table_name
                and known.load_date = loads.load_date
                and loads.is_condensed
        where loads.load_date is null
    )
{% endmacro %}


{# Post-hook of int_event_deliveries: lets go of the rows of condensed load days, but for what later deliveries are judged by. #}
{% macro take_condensed() %}
create or replace table staging.condensed_loads_found as
select source, table_name as landing_table, load_date
from {{ source('lake', 'loads') }}
where is_condensed;

create or replace table staging.condensed_loads_new as
select found.source, found.landing_table, found.load_date
from staging.condensed_loads_found as found
left join staging.condensed_loads as known
    on found.source = known.source and found.landing_table = known.landing_table and found.load_date = known.load_date
where
    known.load_date is null
    or found.load_date in ({{ changed() }});

delete from {{ this }}
where (source, landing_table, load_date) in (
    select fresh.source, fresh.landing_table, fresh.load_date from staging.condensed_loads_new as fresh
);

-- Those of another drop before, of which the lake may keep fewer now.
delete from {{ this }}
where
    is_condensed
    and exists (select 1 from staging.condensed_loads_new);

insert into {{ this }} ({{ part_columns('deliveries') }}, key_hash, is_condensed)
select {{ part_columns('deliveries') }}, {{ event_key_hash() }}, true
from {{ condensed_part('deliveries') }}
where
    exists (select 1 from staging.condensed_loads_new)
    and (source, landing_table, load_date) in (
        select found.source, found.landing_table, found.load_date from staging.condensed_loads_found as found
    );

delete from staging.condensed_loads;

insert into staging.condensed_loads
select source, landing_table, load_date from staging.condensed_loads_found
{% endmacro %}


{#
    Post-hook of user_items: adds the condensed counts of the changed load days, and of the rows that were counted again those of all load days
    in which they may lie.
#}
{% macro add_condensed_items(types) %}
create or replace table staging.user_items_condensed as
with parts as (
    select * from {{ condensed_part('items') }}
    where
        {{ is_of_condensed_load() }}
        {%- if is_incremental() %}
        and loaded_on in (select partition_date from staging.user_items_loads)
    union all
    select condensed.*
    from {{ condensed_part('items') }} as condensed
    inner join staging.user_items_doubtful as doubtful
        on condensed.visitor_id = doubtful.visitor_id and condensed.item_id = doubtful.item_id
    where
        {{ is_of_condensed_load() }}
        and loaded_on in (
            select known.load_date
            from staging.condensed_loads as known
            where known.load_date between
                (select min(first_load_date) from staging.user_items_doubtful)
                and (select max(last_load_date) from staging.user_items_doubtful)
        )
        and loaded_on not in (select partition_date from staging.user_items_loads)
        {%- endif %}
)

select
    visitor_id,
    item_id,
    {{ summed_behavior_counts(types) }},
    min(first_event_at) as first_event_at,
    max(last_event_at) as last_event_at,
    min(load_date) as first_load_date,
    max(load_date) as last_load_date
from parts
group by visitor_id, item_id;

create or replace table staging.user_items_joined as
select kept.*, {{ row_place('kept') }} as row_place
from {{ this }} as kept
inner join staging.user_items_condensed as condensed
    on kept.visitor_id = condensed.visitor_id and kept.item_id = condensed.item_id;

delete from {{ this }} where {{ row_place() }} in (select row_place from staging.user_items_joined);

insert into {{ this }}
select
    visitor_id,
    item_id,
    {{ summed_behavior_counts(types) }},
    min(first_event_at) as first_event_at,
    max(last_event_at) as last_event_at,
    min(first_load_date) as first_load_date,
    max(last_load_date) as last_load_date,
    {{ pair_hash('together') }} as pair_hash,
    {{ pair_check('together') }} as pair_check
from (
    select * from staging.user_items_condensed
    union all
    select
        visitor_id,
        item_id,
        event_count,
        {%- for type in types %}
        {{ type }}_count,
        {%- endfor %}
        first_event_at,
        last_event_at,
        first_load_date,
        last_load_date
    from staging.user_items_joined
) as together
group by visitor_id, item_id
{% endmacro %}
