{#
    What was saved, over what it would have cost: by coupons on the lines of orders with one, on the shelf on the lines on discount. Sums over
    int_line_savings; empty where there is no such line.
#}
{% macro saved_shares(prefix='') -%}
    {{ share(
        'sum(coupon_saved_amount) filter (where has_coupon)',
        'sum(gross_amount) filter (where has_coupon)'
    ) }} as {{ prefix }}coupon_saved_share,
    {{ share(
        'sum(shelf_saved_amount) filter (where is_on_discount)',
        'sum(regular_amount) filter (where is_on_discount)'
    ) }} as {{ prefix }}shelf_saved_share
{%- endmacro %}
