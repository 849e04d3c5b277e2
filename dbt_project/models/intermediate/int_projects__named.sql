{# Words that are passed over have so many characters at most. #}
{% set longest_word = 6 %}

with

project_years as (
    select * from {{ ref('int_projects__yearly') }}
),

filler_words as (
    select * from {{ ref('project_filler_words') }}
),

positions as (
    {{ character_positions(60) }}
),

-- Years change every year and say nothing of the project; neither does 专项资金.
passed_over as (
    select word from filler_words

    union all

    {{ written_years() }}
),

-- One project's name differs between years in quotation marks, brackets and blanks.
names as (
    select
        project_id,
        max(
            replace(replace(replace(replace(project_name, '“', ''), '”', ''), ' ', ''), '"', '')
        ) as project_name
    from project_years
    where project_name is not null
    group by project_id
),

characters as (
    select
        names.project_id,
        positions.position,
        substring(names.project_name, positions.position, 1) as character
    from names
    inner join positions on length(names.project_name) >= positions.position
),

-- Every run of characters as long as a word, so that words are found by equality and not by trying each.
runs as (
    {% for length in range(1, longest_word + 1) %}
    select
        names.project_id,
        positions.position,
        {{ length }} as run_length,
        substring(names.project_name, positions.position, {{ length }}) as run
    from names
    inner join positions on length(names.project_name) >= positions.position + {{ length - 1 }}
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}
),

covered as (
    select distinct
        runs.project_id,
        positions.position
    from runs
    inner join passed_over on runs.run = passed_over.word
    inner join positions
        on
            runs.position <= positions.position
            and runs.position + runs.run_length > positions.position
),

left_over as (
    select
        characters.project_id,
        characters.position,
        characters.character
    from characters
    left join covered
        on
            characters.project_id = covered.project_id
            and characters.position = covered.position
    where covered.position is null
),

cores as (
    select
        project_id,
        {{ dbt.listagg('character', "''", 'order by position') }} as core_name
    from left_over
    group by project_id
),

-- 一期 is not 二期, and road 107 not road 205: the numerals of a name, in their order.
numerals as (
    select
        project_id,
        {{ dbt.listagg('character', "''", 'order by position') }} as numerals
    from left_over
    where
        character in (
            '0', '1', '2', '3', '4', '5', '6', '7', '8', '9',
            '一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '首', '甲', '乙', '丙', '丁',
            'Ⅰ', 'Ⅱ', 'Ⅲ', 'Ⅳ', 'A', 'B', 'C', 'D', 'E', 'F'
        )
    group by project_id
)

select
    names.project_id,
    -- A name of such words only, as 专项资金, is all the name there is.
    coalesce(cores.core_name, names.project_name) as core_name,
    coalesce(numerals.numerals, '') as numerals
from names
left join cores on names.project_id = cores.project_id
left join numerals on names.project_id = numerals.project_id
