with

vocabulary as (
    select * from {{ ref('indicator_classes') }}
),

spellings as (
    select * from {{ ref('indicator_class_spellings') }}
),

indicators as (
    select * from {{ ref('stg_indicators') }}
),

-- A document may hold a class that the vocabulary lacks: its indicators must still find their class.
candidates as (
    select
        indicator_class_id,
        level1,
        level2,
        0 as source_rank
    from vocabulary

    union all

    select
        indicator_class_id,
        level1,
        level2,
        1 as source_rank
    from indicators
    where indicator_class_id is not null
),

ranked as (
    select
        *,
        row_number() over (
            partition by indicator_class_id
            order by source_rank, level1 nulls last, level2 nulls last
        ) as class_rank
    from candidates
),

classes as (
    select * from ranked
    where class_rank = 1
),

known_spellings as (
    select
        classes.indicator_class_id,
        spellings.spelling
    from classes
    inner join spellings
        on
            spellings.canonical = coalesce(classes.level2, classes.level1)
            -- 满意度指标 is a name of both levels: a spelling belongs to its own.
            and (
                (spellings.level in ('2', 'level2') and classes.level2 is not null)
                or (spellings.level in ('1', 'level1') and classes.level2 is null)
            )

    union all

    select
        indicator_class_id,
        case when level2 is null then level1_label else level2_label end as spelling
    from indicators
    where indicator_class_id is not null

    union all

    select
        indicator_class_id,
        coalesce(level2, level1) as spelling
    from classes
),

spelling_lists as (
    select
        indicator_class_id,
        {{ distinct_list('spelling') }} as source_spellings
    from known_spellings
    group by indicator_class_id
)

select
    classes.indicator_class_id,
    classes.level1,
    classes.level2,
    spelling_lists.source_spellings
from classes
left join spelling_lists on classes.indicator_class_id = spelling_lists.indicator_class_id
