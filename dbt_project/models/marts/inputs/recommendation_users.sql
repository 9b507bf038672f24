-- One row per user seen in the last 90 days, with the little that is known of one who never bought.

select
    user_id,
    favorite_category_id as category_id,
    favorite_channel as channel,
    favorite_region as region
from {{ ref('user_facts') }}
where days_since_seen < 90
