-- One row per trigger: its contacts, those that do not count yet or at all, and what one sent costs.

select
    trigger,
    max(window_days) as window_days,
    max(as_of_date) as as_of_date,
    min(contact_date) as first_contact_date,
    max(contact_date) as last_contact_date,
    count(*) filter (where is_sent and not is_left_out) as sent_count,
    count(*) filter (where not is_sent and not is_left_out) as held_back_count,
    count(*) filter (where is_left_out) as left_out_count,
    count(*) filter (where not is_left_out and not is_window_ended) as open_count,
    count(*) filter (where order_count > 0 and is_window_ended) as ordered_count,
    count(*) filter (where margin_amount is null and is_window_ended) as unknown_margin_count,
    count(*) filter (where net_amount is null and is_window_ended) as unknown_net_count,
    cast(sum(case when is_sent and not is_left_out then cost_amount else 0 end) as decimal(18, 4)) as cost_amount
from {{ ref('campaign_contacts') }}
group by trigger
