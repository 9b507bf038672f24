-- The behaviours in the contract's words; others pass as they stand and are validated like any unknown type.
select
    *,
    {{ utc_from_epoch('epoch_seconds') }} as event_at,
    case behavior when 'pv' then 'view' when 'fav' then 'favorite' when 'buy' then 'purchase' else behavior end as event_type
from {{ source('lake_taobao', 'behaviors') }}
