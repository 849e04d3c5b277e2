{#
    The national tables of classes as families of accounts: what their codes are called, and how many
    digits a level of them has (功能分类: 类 3, 款 5, 项 7; 经济分类: 类 3, 款 5).
#}
{% macro class_families() %}
    {{- return([
        {'classification': 'function', 'seed': 'functional_classes', 'prefix': 'expenditure.function.', 'digits': [3, 5, 7]},
        {'classification': 'economic', 'seed': 'economic_classes', 'prefix': 'expenditure.economic.', 'digits': [3, 5]},
    ]) -}}
{% endmacro %}


{#
    Totals that state two sides at once: 收支总计 is the total of revenue and the total of expenditure,
    so what is said of it holds for both.
#}
{% macro balance_sides() %}
    {{- return([
        ('total', 'revenue'),
        ('total', 'expenditure'),
        ('fiscal_appropriation', 'fiscal_appropriation.revenue'),
        ('fiscal_appropriation', 'fiscal_appropriation.expenditure'),
        ('general_public_budget', 'general_public_budget.revenue'),
        ('general_public_budget', 'general_public_budget.expenditure'),
        ('government_fund', 'government_fund.revenue'),
        ('government_fund', 'government_fund.expenditure'),
        ('state_capital', 'state_capital.revenue'),
        ('state_capital', 'state_capital.expenditure'),
    ]) -}}
{% endmacro %}


{% macro balance_sides_rows() %}
    {% for total, side in balance_sides() %}
    select
        '{{ total }}' as total_account_code,
        '{{ side }}' as side_account_code
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}
{% endmacro %}
