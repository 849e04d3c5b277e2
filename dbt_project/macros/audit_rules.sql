{#
    The arithmetic identities of a budget, each written once: the rules, and what a comparison concludes.

    A rule of family `composition` names the wholes that it is about and the parts without which nothing
    can be concluded; further parts that a document states are added as well, along
    `dim_account.sums_into_parent`.
#}
{% macro audit_rules() %}
    {{- return([
        {
            'rule_id': 'expenditure_equals_basic_and_project', 'family': 'composition', 'severity': 'error',
            'name_zh': '支出合计等于基本支出与项目支出之和',
            'name_en': 'Expenditure equals basic plus project expenditure',
            'explanation': 'Total expenditure = basic + project expenditure and the further parts that the document states. | 中文：支出总计或本年支出合计等于基本支出、项目支出及文档列明的其他部分之和。',
            'wholes': {
                'expenditure': ['expenditure.basic', 'expenditure.project'],
                'expenditure.current_year': ['expenditure.basic', 'expenditure.project'],
            },
        },
        {
            'rule_id': 'general_public_budget_equals_basic_and_project', 'family': 'composition', 'severity': 'error',
            'name_zh': '一般公共预算支出等于基本支出与项目支出之和',
            'name_en': 'General public budget expenditure equals basic plus project expenditure',
            'explanation': 'Within the general public budget, expenditure = basic + project expenditure. | 中文：一般公共预算支出等于其基本支出与项目支出之和。',
            'wholes': {
                'expenditure.general_public_budget': [
                    'expenditure.general_public_budget.basic', 'expenditure.general_public_budget.project'
                ],
            },
        },
        {
            'rule_id': 'basic_equals_personnel_and_public', 'family': 'composition', 'severity': 'error',
            'name_zh': '基本支出等于人员经费与公用经费之和',
            'name_en': 'Basic expenditure equals personnel plus public expenditure',
            'explanation': 'Basic expenditure = personnel + public (running) expenditure. | 中文：基本支出等于人员经费与公用经费之和。',
            'wholes': {
                'expenditure.basic': ['expenditure.basic.personnel', 'expenditure.basic.public'],
                'expenditure.general_public_budget.basic': [
                    'expenditure.general_public_budget.basic.personnel',
                    'expenditure.general_public_budget.basic.public',
                ],
            },
        },
        {
            'rule_id': 'three_public_equals_parts', 'family': 'composition', 'severity': 'error',
            'name_zh': '“三公”经费等于三项之和',
            'name_en': 'Three public expenses equal travel abroad, vehicles and reception',
            'explanation': 'Three public expenses = travel abroad + official vehicles + reception. | 中文：“三公”经费等于因公出国（境）费、公务用车费与公务接待费之和。',
            'wholes': {
                'three_public': ['three_public.abroad', 'three_public.vehicles', 'three_public.reception'],
            },
        },
        {
            'rule_id': 'vehicles_equal_purchase_and_running', 'family': 'composition', 'severity': 'error',
            'name_zh': '公务用车费等于购置费与运行维护费之和',
            'name_en': 'Official vehicles equal purchase plus running',
            'explanation': 'Official vehicles = purchase + running and maintenance. | 中文：公务用车购置及运行维护费等于购置费与运行维护费之和。',
            'wholes': {
                'three_public.vehicles': ['three_public.vehicles.purchase', 'three_public.vehicles.running'],
            },
        },
        {
            'rule_id': 'project_funds_equal_sources', 'family': 'composition', 'severity': 'error',
            'name_zh': '项目预算数等于财政资金与其他资金之和',
            'name_en': 'Project budget equals fiscal plus other funds',
            'explanation': 'The budget of a project = its fiscal funds + its other funds; an empty cell counts as nought. | 中文：项目预算数等于财政资金与其他资金之和，空白按零计。',
            'wholes': {
                'project': ['project.fiscal_funds', 'project.other_funds'],
            },
        },
        {
            'rule_id': 'account_equals_parts', 'family': 'composition', 'severity': 'warning',
            'name_zh': '科目等于其各组成部分之和',
            'name_en': 'An account equals the sum of its parts',
            'explanation': 'Any other account = the sum of the parts that the document states; a failure only where every part is stated. | 中文：其他科目等于文档列明的各组成部分之和；仅在各部分均已列明时判为不符。',
        },
        {
            'rule_id': 'total_equals_sides', 'family': 'balance', 'severity': 'error',
            'name_zh': '收支总计等于收入总计与支出总计',
            'name_en': 'The total equals revenue and equals expenditure',
            'explanation': 'A total of revenue and expenditure equals each of its two sides. | 中文：收支总计分别等于收入总计和支出总计。',
        },
        {
            'rule_id': 'revenue_equals_expenditure', 'family': 'balance', 'severity': 'error',
            'name_zh': '收入总计等于支出总计',
            'name_en': 'Revenue equals expenditure',
            'explanation': 'A disclosed budget balances: total revenue = total expenditure. | 中文：预算收支平衡，收入总计等于支出总计。',
        },
        {
            'rule_id': 'account_has_one_value', 'family': 'agreement', 'severity': 'warning',
            'name_zh': '同一科目前后数值一致',
            'name_en': 'An account has one value throughout the document',
            'explanation': 'Where a document states an account of one year and phase more than once, the values agree. | 中文：文档多次列出同一年度、同一阶段的同一科目时，数值应一致。',
        },
        {
            'rule_id': 'change_equals_current_minus_prior', 'family': 'change', 'severity': 'error',
            'name_zh': '增减额等于本期数减基期数',
            'name_en': 'A change equals current minus prior',
            'explanation': 'Where a comparison states both levels, their difference is the stated change. | 中文：列明两期金额的，其差额等于所列增减额。',
        },
        {
            'rule_id': 'change_equals_sum_of_changes', 'family': 'change', 'severity': 'warning',
            'name_zh': '增减额等于各组成部分增减额之和',
            'name_en': 'A change equals the sum of the changes of its parts',
            'explanation': 'The change of an account = the sum of the changes that the document states of its parts. | 中文：科目的增减额等于文档列明的各组成部分增减额之和。',
        },
        {
            'rule_id': 'procurement_total_equals_lines', 'family': 'procurement', 'severity': 'error',
            'name_zh': '政府采购总额等于明细之和',
            'name_en': 'Procurement total equals its lines',
            'explanation': 'The stated total of procurement = the sum of the lines of its table. | 中文：政府采购总额等于采购明细金额之和。',
        },
        {
            'rule_id': 'procurement_line_equals_quantity_times_price', 'family': 'procurement', 'severity': 'warning',
            'name_zh': '采购金额等于数量乘单价',
            'name_en': 'A procurement line equals quantity times unit price',
            'explanation': 'Amount = quantity × unit price; to be reviewed where a price rounded to 0.01 万元 explains the difference. | 中文：采购金额等于数量乘单价；单价取整至 0.01 万元可以解释差额的列为待核。',
        },
        {
            'rule_id': 'procurement_line_equals_funds', 'family': 'procurement', 'severity': 'warning',
            'name_zh': '采购金额等于各资金来源之和',
            'name_en': 'A procurement line equals its funding sources',
            'explanation': 'Amount = general public budget + government funds + fiscal account + other income + other channels. | 中文：采购金额等于各资金来源之和。',
        },
        {
            'rule_id': 'project_expenditure_equals_project_budgets', 'family': 'project', 'severity': 'info',
            'name_zh': '项目支出等于各项目预算之和',
            'name_en': 'Project expenditure equals the budgets of the projects',
            'explanation': 'Project expenditure = the sum of the budgets of the projects that the document lists; not applicable where it lists a part of them. | 中文：项目支出等于文档列出的各项目预算之和；只列出部分项目时不适用。',
        },
        {
            'rule_id': 'disbursement_never_falls', 'family': 'disbursement', 'severity': 'warning',
            'name_zh': '累计支出进度逐期不减',
            'name_en': 'Cumulative disbursement never falls',
            'explanation': 'A cumulative share is at least that of the checkpoint before. | 中文：累计支出进度不低于上一节点。',
        },
        {
            'rule_id': 'disbursement_ends_at_hundred', 'family': 'disbursement', 'severity': 'warning',
            'name_zh': '年末累计支出进度为 100%',
            'name_en': 'Disbursement ends at 100 percent',
            'explanation': 'The last checkpoint of a plan is 100 percent. | 中文：支出计划最后一个节点为 100%。',
        },
        {
            'rule_id': 'fixed_assets_equal_categories', 'family': 'assets', 'severity': 'warning',
            'name_zh': '资产价值等于各类别之和',
            'name_en': 'Assets equal the sum of their categories',
            'explanation': 'The value of a category = the sum of the categories under it; an empty cell counts as nought. | 中文：资产价值等于其下各类别之和，空白按零计。',
        },
    ]) -}}
{% endmacro %}


{# Rows (rule_id, whole_account_code, part_account_code) of the parts without which a rule concludes nothing. #}
{% macro composition_rows() %}
    {% set rows = [] %}
    {% for rule in audit_rules() %}
        {% for whole, parts in rule.get('wholes', {}).items() %}
            {% for part in parts %}
                {% do rows.append((rule.rule_id, whole, part)) %}
            {% endfor %}
        {% endfor %}
    {% endfor %}
    {% for rule_id, whole, part in rows %}
    select
        '{{ rule_id }}' as rule_id,
        '{{ whole }}' as whole_account_code,
        '{{ part }}' as part_account_code
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}
{% endmacro %}


{#
    What a comparison concludes. Only complete parts that don't add up are a failure. Incomplete parts may
    be short of the whole, which says nothing; that they exceed it is worth a look.
#}
{% macro audit_status(left, right, tolerance, is_complete='true') -%}
    case
        when {{ left }} is null or {{ right }} is null then 'not_applicable'
        when abs({{ left }} - {{ right }}) <= {{ tolerance }} then 'pass'
        when {{ is_complete }} then 'fail'
        when {{ right }} > {{ left }} then 'review'
        else 'not_applicable'
    end
{%- endmacro %}


{# The columns of a result, in one order, from a relation that has subject and values. #}
{% macro audit_result_columns(rule_id) %}
    {{ rule_id }} || ':' || subject_id as result_id,
    {{ rule_id }} as rule_id,
    document_id,
    organization_id,
    region_code,
    fiscal_year,
    project_id,
    status,
    cast(left_value as decimal(28, 8)) as left_value,
    cast(right_value as decimal(28, 8)) as right_value,
    cast(left_value - right_value as decimal(28, 8)) as difference,
    cast(tolerance as decimal(28, 8)) as tolerance,
    subject_zh,
    subject_en,
    evidence_lines
{% endmacro %}
