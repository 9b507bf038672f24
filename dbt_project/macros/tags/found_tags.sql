{# Written by orchestration/dbt/tags.py from the models of tags. #}
{% macro found_tags() %}
    {{ return(["asked_shop", "big_spender", "brand_fan", "brings_friends", "brought_by_friend", "budget_buyer", "channel_loyal", "coupon_user", "discount_only", "evening_shopper", "frequent_returner", "lapsing_buyer", "loyal_buyer", "new_buyer", "one_time_buyer", "open_cart", "open_favorite", "premium_buyer", "quality_seeker", "replenisher", "reviewer", "stated_age_band", "stated_occupation", "value_seeker", "wants_category", "weekend_shopper", "window_shopper"]) }}
{% endmacro %}
