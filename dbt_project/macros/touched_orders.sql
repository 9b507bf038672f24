{#
    Pre-hook of order_lines and orders: names the orders that the changed load days hold or held, and takes them out.

    held   the columns of the model that say from which load days its row was made
#}
{% macro set_aside_touched_orders(held) %}
create or replace table {{ touched_orders(model.name) }} as
select order_id from {{ ref('int_orders_versions') }} where load_date in ({{ changed() }})
union
select order_id from {{ ref('int_order_lines_versions') }} where load_date in ({{ changed() }})
{%- if is_incremental() %}
{%- for column in held %}
union
select order_id from {{ this }} where {{ column }} in ({{ changed() }})
{%- endfor %};

delete from {{ this }} where order_id in (select order_id from {{ touched_orders(model.name) }})
{%- endif %}
{% endmacro %}


{% macro touched_orders(name) -%}
    staging.{{ name }}_touched
{%- endmacro %}
