-- No tag may speak of what people are judged by, whatever its flag says: the words of the catalogue are looked through.
select
    tag,
    family,
    description
from {{ ref('tags') }}
where
    is_sensitive
    or {{ matches_pattern(
        lower_case("tag || ' ' || family || ' ' || description"),
        '(^|[^a-z])(health|ill|illness|disease|diagnos|disab|pregnan|medic|religio|church|muslim|christian|jewish|hindu|ethnic|race|racial|'
        ~ 'migrant|nationality|politic|party|vote|union|gay|lesbian|transgender|sexual|orientation)'
    ) }}
