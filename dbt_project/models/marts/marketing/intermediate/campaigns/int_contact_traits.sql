-- One row per person with a contact: what was known by the end of the day before the first one, which no message has changed.

with persons as (
    select distinct
        user_id,
        first_contact_date as contact_date
    from {{ ref('int_contacts') }}
),

traits as (
    {{ person_traits('persons') | indent }}
)

select
    user_id
    {%- for trait in campaign_traits() %},
    {{ trait }}
    {%- endfor %}
from traits
