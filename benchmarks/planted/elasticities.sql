-- How many of the identified elasticities hold the truth in their 90 % interval, and how many of items whose price never moved are identified.
select
    avg(case when planted.elasticity between found.elasticity_low and found.elasticity_high then 1 else 0 end)
        filter (where found.status = 'estimated') as "elasticities: truth inside the interval",
    count(*) filter (where found.status = 'estimated') as "elasticities: identified",
    count(*) filter (where found.status = 'estimated' and planted.is_steady) as "elasticities: identified of steady prices"
from shop.items.item_elasticities as found
inner join truth.elasticities as planted on found.item_id = planted.item_id
