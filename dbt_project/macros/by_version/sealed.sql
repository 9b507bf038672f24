{#
    Load days whose event rows were dropped (`make drop-events`). Below lake/sealed/<model>/ lie the rows that a model held of them, as Parquet with the
    model's columns. The version of such a load day is another than before, so every model takes these rows in place of its own.

    A file counts once the lake says that its load day is sealed: before, the rows that it stands for are still there.
#}
{% macro sealed_rows(name) -%}
    select rows.*
    from {{ parquet_rows(env_var('CARTOGRAPH_HOME', flags.PROFILES_DIR ~ '/../data') ~ '/lake/sealed/' ~ name ~ '/*/*.parquet') }} as rows
    inner join {{ source('lake', 'loads') }} as loads
        on
            rows.source = loads.source
            and rows.landing_table = loads.table_name
            and rows.load_date = loads.load_date
    where loads.is_sealed
{%- endmacro %}
