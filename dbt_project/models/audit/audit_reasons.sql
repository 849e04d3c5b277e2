with

changes as (
    select * from {{ ref('fct_yoy_changes') }}
    -- A table has no room for a reason.
    where method in ('stated', 'implied') and origin = 'prose'
),

lines as (
    select * from {{ ref('stg_lines') }}
),

reason_words as (
    select * from {{ ref('audit_reason_words') }}
),

ancestors as (
    select * from {{ ref('int_accounts__ancestors') }}
),

project_budgets as (
    select * from {{ ref('fct_project_budgets') }}
),

observations as (
    select * from {{ ref('stg_observations') }}
    where kind = 'named_project'
),

-- Large changes ---------------------------------------------------------------------------------------

-- What a sentence states of itself goes before what follows from other lines: one row a sentence and account.
ranked as (
    select
        *,
        row_number() over (
            partition by document_id, account_code, project_id, line_no, char_start, compared_with
            order by case when method = 'implied' then 0 else 1 end, change_id
        ) as method_rank
    from changes
),

sized as (
    select
        *,
        coalesce(change_pct, {{ change_in_percent('change_yuan', 'prior_yuan') }}) as known_pct,
        prior_yuan = 0 and change_yuan != 0 as is_from_nothing
    from ranked
    where method_rank = 1 and compared_with = 'prior_year'
),

large as (
    select * from sized
    where
        (abs(known_pct) >= 30 or is_from_nothing)
        and coalesce(change_yuan, current_yuan) is not null
        and coalesce(change_yuan, 1) != 0
),

-- The reason of a part is one of its whole, and the reason of a whole is one of its parts.
explained_relatives as (
    select distinct large.change_id
    from large
    inner join changes as relatives on large.document_id = relatives.document_id
    inner join ancestors
        on
            (
                large.account_code = ancestors.account_code
                and relatives.account_code = ancestors.ancestor_account_code
            )
            or (
                relatives.account_code = ancestors.account_code
                and large.account_code = ancestors.ancestor_account_code
            )
    where relatives.reason is not null and relatives.project_id is not distinct from large.project_id
),

-- A reason may stand in words that the reader of comparisons didn't tie to this one.
explained_lines as (
    select distinct large.change_id
    from large
    inner join lines
        on
            large.document_id = lines.document_id
            and lines.line_no between large.line_no and large.line_end + 1
    inner join reason_words on lines.text like '%' || reason_words.word || '%'
),

large_concluded as (
    select
        'large_change_has_reason' as rule_id,
        large.change_id as subject_id,
        large.document_id,
        large.organization_id,
        large.region_code,
        large.fiscal_year,
        large.project_id,
        case
            when
                large.reason is not null
                or explained_relatives.change_id is not null
                or explained_lines.change_id is not null
                then 'pass'
            else 'review'
        end as status,
        large.known_pct as left_value,
        cast(30 as decimal(28, 8)) as right_value,
        0 as tolerance,
        large.account_label as subject_zh,
        large.account_code as subject_en,
        case
            when large.is_from_nothing then '从无到有'
            else '增减 ' || cast(cast(large.known_pct as decimal(20, 2)) as varchar) || '%'
        end || coalesce('，原因：' || large.reason, '') as detail_zh,
        case
            when large.is_from_nothing then 'from nothing'
            else 'a change of ' || cast(cast(large.known_pct as decimal(20, 2)) as varchar) || ' percent'
        end || coalesce(', reason: ' || large.reason, '') as detail_en,
        {{ pair_list('large.line_no', 'large.line_end') }} as evidence_lines
    from large
    left join explained_relatives on large.change_id = explained_relatives.change_id
    left join explained_lines on large.change_id = explained_lines.change_id
),

-- Named projects --------------------------------------------------------------------------------------

-- A list of two projects is hardly all that a body has.
listed as (
    select
        document_id,
        count(*) as project_count
    from project_budgets
    group by document_id
),

named_concluded as (
    select
        'reason_names_known_projects' as rule_id,
        observations.observation_id as subject_id,
        observations.document_id,
        observations.organization_id,
        observations.region_code,
        observations.fiscal_year,
        observations.project_id,
        case
            when observations.text = 'ended' then 'not_applicable'
            when observations.text is not null then 'pass'
            when listed.project_count >= 3 then 'review'
            else 'not_applicable'
        end as status,
        cast(null as decimal(28, 8)) as left_value,
        cast(null as decimal(28, 8)) as right_value,
        0 as tolerance,
        observations.term as subject_zh,
        observations.term as subject_en,
        case
            when observations.text = 'ended' then '原因称其已结束或减少'
            when observations.text is not null then '即项目“' || project_budgets.project_name || '”'
            else '项目清单中没有此项目'
        end as detail_zh,
        case
            when observations.text = 'ended' then 'said to have ended'
            when observations.text is not null then 'it is the project ' || project_budgets.project_name
            else 'no project of the document has this name'
        end as detail_en,
        case
            when project_budgets.line_no is null
                then {{ pair_list('observations.line_no', 'observations.line_end') }}
            else {{ sorted_with(
                pair_list('observations.line_no', 'observations.line_end'), 'project_budgets.line_no'
            ) }}
        end as evidence_lines
    from observations
    left join listed on observations.document_id = listed.document_id
    left join project_budgets
        on
            observations.document_id = project_budgets.document_id
            and observations.text = project_budgets.project_id
),

concluded as (
    select * from large_concluded

    union all

    select * from named_concluded
)

select
    {{ audit_result_columns('rule_id', is_detailed=true) }}
from concluded
