-- Wrote two reviews or more.
select
    tag_dates.user_id,
    tag_dates.as_of_date,
    {{ no_value() }} as tag_value,
    {{ confident_share('count(*)', 'count(*)') }} as weight,
    {{ evidence_columns(
        'cast(reviews.written_at_local as date)', evidence_text('reviews.written_at_local', 'review', 'reviews.review_id')
    ) }}
from {{ ref('current_reviews') }} as reviews
left join {{ ref('int_user_accounts') }} as accounts on reviews.user_id = accounts.account_id
inner join {{ ref('int_tag_dates') }} as tag_dates
    on
        coalesce(accounts.user_id, reviews.user_id) = tag_dates.user_id
        and (tag_dates.is_today or cast(reviews.written_at_local as date) <= tag_dates.as_of_date)
where reviews.written_at_local is not null and reviews.review_id is not null
group by tag_dates.user_id, tag_dates.as_of_date
having count(*) >= 2
