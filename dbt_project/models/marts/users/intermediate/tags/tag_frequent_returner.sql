-- Sends back a quarter of the units or more.
select
    user_id,
    as_of_date,
    {{ no_value() }} as tag_value,
    least(1, {{ confident_share('sum(return_unit_count)', 'sum(unit_count)') }}) as weight,
    {{ order_evidence('return_unit_count > 0') }}
from {{ ref('int_tag_orders') }}
group by user_id, as_of_date
having {{ confident_share('sum(return_unit_count)', 'sum(unit_count)') }} >= 0.25
