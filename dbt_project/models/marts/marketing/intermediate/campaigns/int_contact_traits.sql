-- One row per contact: what was known of the person by the end of the day before.

with traits as (
    {{ person_traits(ref('int_contacts')) | indent }}
)

select
    contacts.user_id,
    contacts.trigger,
    contacts.contact_date
    {%- for trait in campaign_traits() %},
    traits.{{ trait }}
    {%- endfor %}
from {{ ref('int_contacts') }} as contacts
inner join traits on contacts.user_id = traits.user_id and contacts.contact_date = traits.contact_date
