-- One row per category with a product seen or bought: how fast interest in it fades, and whether its items are bought again and again.

with persons as (
    select
        items.category_id,
        {{ days_between('person_items.first_viewed_date', 'person_items.converted_date') }} as decision_days,
        person_items.second_bought_date is not null as is_bought_again,
        coalesce({{ days_between('person_items.first_bought_date', 'as_of.as_of_date') }} >= {{ repeat_days() }}, false) as had_time
    from {{ ref('int_person_items') }} as person_items
    inner join {{ ref('current_items') }} as items on person_items.item_id = items.item_id
    cross join {{ ref('as_of') }} as as_of
    where items.category_id is not null
)

select
    category_id,
    -- What takes long to decide is wanted long: of those who slept on it, half have decided after .69 times the mean. What is bought on the first
    -- day says nothing of how long others want it. Few decisions are drawn to what searches fade by.
    {{ rounded(
        'least(45, greatest(3, (20.0 * ' ~ var('search_half_life_days')
        ~ ' + 0.69 * coalesce(sum(decision_days) filter (where decision_days > 0), 0)) / (20 + count(*) filter (where decision_days > 0))))'
    ) }} as half_life_days,
    -- 22 of 100 who bought an item long enough ago have bought it again; twenty who have not are added.
    coalesce({{ share('count(*) filter (where had_time and is_bought_again)', 'count(*) filter (where had_time) + 20') }} >= 0.22, false)
        as is_replenished
from persons
group by category_id
