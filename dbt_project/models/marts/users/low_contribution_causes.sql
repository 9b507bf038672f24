-- One row per user in low_contribution: why, as far as it shows, and what to do.
with causes as (
    select * from {{ ref('int_low_contribution_causes') }}
),

as_of as (
    select * from {{ ref('as_of') }}
),

low_contribution_causes as (
    select
        causes.user_id,
        causes.as_of_date,
        causes.cause,
        case causes.cause when 'weak_discount_fit' then 'coupon' when 'weak_purchasing_ability' then 'low_priced_picks' end as cure,
        causes.shrunk_price_level,
        causes.shrunk_discount_line_share,
        causes.coupon_order_count,
        causes.coupon_saved_share,
        causes.open_coupon_saved_share,
        causes.shelf_saved_share,
        causes.open_shelf_saved_share
    from causes
    inner join as_of on causes.as_of_date = as_of.as_of_date
)

select * from low_contribution_causes
