-- One row per rule of items.basket_rules between two single items that no more general rule makes needless.
-- Python makes the rules after the facts. A database that has none yet, such as a new one of dbt's own, has no rule.
{%- set rules = source('items', 'basket_rules') %}

{%- if execute and load_relation(rules) is none %}

select
    cast(null as string) as antecedent_item_id,
    cast(null as string) as consequent_item_id,
    cast(null as double) as leverage
where false

{%- else %}

-- One list at a time: not every engine unfolds two in one select.
with left_sides as (
    select
        {{ each_of('antecedent') }} as antecedent_item_id,
        consequent,
        leverage
    from {{ rules }}
    where
        level = 'item'
        and {{ list_length('antecedent') }} = 1
        and {{ list_length('consequent') }} = 1
        and not is_redundant
)

select
    antecedent_item_id,
    {{ each_of('consequent') }} as consequent_item_id,
    leverage
from left_sides

{%- endif %}
