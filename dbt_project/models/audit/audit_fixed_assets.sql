with

fixed_assets as (
    select * from {{ ref('stg_fixed_assets') }}
),

accounts as (
    select * from {{ ref('int_accounts__classified') }}
),

-- An empty cell of the value counts as nought.
valued as (
    select
        *,
        coalesce(value_yuan, 0) as known_value_yuan
    from fixed_assets
),

wholes_of_tables as (
    select distinct
        document_id,
        as_of_date,
        asset_category
    from valued
),

-- A table may divide 资产总额 into categories of 固定资产 without a row for these: the next whole above counts.
parts as (
    select
        valued.*,
        case
            when wholes_of_tables.asset_category is not null then valued.parent_category
            else parents.parent_account_code
        end as whole_category
    from valued
    -- 其中：办公用房 is a part that is not added.
    inner join accounts
        on
            valued.asset_category = accounts.account_code
            and accounts.sums_into_parent
    left join accounts as parents on valued.parent_category = parents.account_code
    left join wholes_of_tables
        on
            valued.document_id = wholes_of_tables.document_id
            and valued.as_of_date is not distinct from wholes_of_tables.as_of_date
            and valued.parent_category = wholes_of_tables.asset_category
),

category_sums as (
    select
        document_id,
        as_of_date,
        whole_category,
        count(*) as part_count,
        sum(known_value_yuan) as parts_yuan,
        {{ distinct_list('line_no') }} as part_lines
    from parts
    where whole_category is not null
    group by document_id, as_of_date, whole_category
),

-- Values are printed in 万元 with two digits: each may be off by half of the last.
tolerances as (
    select cast(factor * 0.005 as decimal(20, 4)) as tolerance_yuan
    from {{ ref('units') }}
    where unit = '万元'
),

compared as (
    select
        wholes.fixed_asset_id as subject_id,
        wholes.document_id,
        wholes.organization_id,
        wholes.region_code,
        wholes.fiscal_year,
        cast(null as varchar) as project_id,
        coalesce(wholes.asset_label, wholes.asset_category) as subject_zh,
        wholes.asset_category as subject_en,
        wholes.value_yuan as left_value,
        category_sums.parts_yuan as right_value,
        (category_sums.part_count + 1) * tolerances.tolerance_yuan as tolerance,
        {{ sorted_with('category_sums.part_lines', 'wholes.line_no') }} as evidence_lines
    from valued as wholes
    inner join category_sums
        on
            wholes.document_id = category_sums.document_id
            and wholes.as_of_date is not distinct from category_sums.as_of_date
            and wholes.asset_category = category_sums.whole_category
    cross join tolerances
    -- One category under a whole is a "其中", not a division of it.
    where wholes.value_yuan is not null and category_sums.part_count >= 2
),

-- The rows of a table need not be all categories there are: short of the whole, the sum says nothing.
concluded as (
    select
        *,
        {{ audit_status('left_value', 'right_value', 'tolerance', 'false') }} as status
    from compared
)

select
    {{ audit_result_columns("'fixed_assets_equal_categories'") }}
from concluded
