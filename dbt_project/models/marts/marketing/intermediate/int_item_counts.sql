-- One row per date (as-of, and the day that is evaluated) and product seen or sold by then: what its rates are counted from.

with dates as (
    select
        as_of_date,
        -- The newest load day may hold later dates: as of its end they are known.
        {{ latest_date('as_of_date') }} as last_date
    from {{ ref('value_dates') }}

    union all

    select
        evaluation_date as as_of_date,
        evaluation_date as last_date
    from {{ ref('value_dates') }}
),

items as (
    select * from {{ ref('current_items') }}
),

person_items as (
    select * from {{ ref('int_person_items') }}
),

order_lines as (
    select * from {{ ref('int_joined_order_lines') }}
),

reviews as (
    select * from {{ ref('current_reviews') }}
),

persons as (
    select
        dates.as_of_date,
        person_items.item_id,
        count(*) filter (where person_items.first_bought_date <= dates.last_date) as buyer_count,
        -- Only who has had the days for it says whether people do: otherwise new products would look worse, and old ones better.
        {{ had_days('first_viewed_date', conversion_days()) }} as viewer_count,
        {{ had_days('first_viewed_date', conversion_days(), 'converted_date') }} as converted_count,
        {{ had_days('first_bought_date', repeat_days()) }} as early_buyer_count,
        {{ had_days('first_bought_date', repeat_days(), 'second_bought_date') }} as repeated_count
    from person_items
    cross join dates
    group by dates.as_of_date, person_items.item_id
),

lines as (
    select
        dates.as_of_date,
        order_lines.item_id,
        count(distinct order_lines.order_id) filter (where order_lines.is_counted) as order_count,
        count(distinct order_lines.order_id) filter (where order_lines.is_return) as return_count,
        cast(sum(order_lines.margin_amount) as double) as margin_amount,
        cast(sum(case when order_lines.margin_amount is not null then order_lines.net_amount end) as double) as margin_net_amount
    from order_lines
    inner join dates on coalesce(order_lines.return_date, order_lines.order_date) <= dates.last_date
    group by dates.as_of_date, order_lines.item_id
),

ratings as (
    select
        dates.as_of_date,
        reviews.item_id,
        count(*) as review_count,
        cast(sum(reviews.rating) as bigint) as rating_sum,
        cast(sum(reviews.rating * reviews.rating) as bigint) as rating_square_sum
    from reviews
    inner join dates on cast(reviews.written_at_local as date) <= dates.last_date
    where reviews.rating is not null
    group by dates.as_of_date, reviews.item_id
)

select
    persons.as_of_date,
    persons.item_id,
    items.category_id,
    persons.viewer_count,
    persons.converted_count,
    persons.buyer_count,
    persons.early_buyer_count,
    persons.repeated_count,
    coalesce(lines.order_count, 0) as order_count,
    -- A return may be an order of its own, and one order may come back in parts.
    coalesce(least(lines.return_count, lines.order_count), 0) as return_count,
    lines.margin_amount,
    lines.margin_net_amount,
    coalesce(ratings.review_count, 0) as review_count,
    coalesce(ratings.rating_sum, 0) as rating_sum,
    coalesce(ratings.rating_square_sum, 0) as rating_square_sum
from persons
left join items on persons.item_id = items.item_id
left join lines on persons.as_of_date = lines.as_of_date and persons.item_id = lines.item_id
left join ratings on persons.as_of_date = ratings.as_of_date and persons.item_id = ratings.item_id
where persons.viewer_count > 0 or persons.buyer_count > 0
