-- One row per user, channel, region and start hour: the number of sessions.
select
    user_id,
    channel,
    region,
    start_hour,
    count(*) as session_count
from {{ ref('int_known_sessions') }}
group by user_id, channel, region, start_hour
