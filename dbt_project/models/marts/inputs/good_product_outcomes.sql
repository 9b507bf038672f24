-- One row per person and category with what the person did, after the evaluated day, with the products that were good by then, and with as
-- many of the most bought ones.

with dates as (
    select * from {{ ref('value_dates') }}
),

products as (
    select
        item_id,
        category_id,
        is_good,
        popular_rank,
        count(case when is_good then 1 end) over (partition by category_id) as list_size
    from {{ ref('int_good_products') }}
    where as_of_date = (select max(dates.evaluation_date) from dates)
),

lists as (
    select
        item_id,
        is_good,
        popular_rank <= list_size as is_popular,
        cast(dense_rank() over (order by category_id) as integer) as category_number
    from products
    where is_good or popular_rank <= list_size
),

person_items as (
    select
        person_items.*,
        person_items.first_viewed_date > dates.evaluation_date
        and {{ days_between('person_items.first_viewed_date', 'dates.as_of_date') }} >= {{ conversion_days() }} as is_viewer,
        {{ days_between('person_items.first_viewed_date', 'person_items.converted_date') }} <= {{ conversion_days() }} as is_quick,
        person_items.first_bought_date <= dates.evaluation_date as is_buyer,
        person_items.last_bought_date > dates.evaluation_date as is_later
    from {{ ref('int_person_items') }} as person_items
    cross join dates
)

select
    person_items.person_number,
    lists.category_number,
    {%- for list in ['good', 'popular'] %}
    count(*) filter (where lists.is_{{ list }} and person_items.is_viewer) as {{ list }}_viewer_count,
    count(*) filter (where lists.is_{{ list }} and person_items.is_viewer and person_items.is_quick) as {{ list }}_converted_count,
    count(*) filter (where lists.is_{{ list }} and person_items.is_buyer) as {{ list }}_buyer_count,
    count(*) filter (where lists.is_{{ list }} and person_items.is_buyer and person_items.is_later)
        as {{ list }}_repeated_count{{ ',' if not loop.last }}
    {%- endfor %}
from person_items
inner join lists on person_items.item_id = lists.item_id
where person_items.is_viewer or person_items.is_buyer
group by person_items.person_number, lists.category_number
