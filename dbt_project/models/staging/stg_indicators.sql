with

source as (
    select * from {{ source('staged', 'indicators') }}
),

typed as (
    select
        cast(indicator_id as varchar) as indicator_id,
        cast(document_id as varchar) as document_id,
        cast(organization_id as varchar) as organization_id,
        cast(region_code as varchar) as region_code,
        cast(fiscal_year as integer) as fiscal_year,
        cast(project_id as varchar) as project_id,
        cast(objective as varchar) as objective,
        cast(indicator_class_id as varchar) as indicator_class_id,
        cast(level1 as varchar) as level1,
        cast(level2 as varchar) as level2,
        cast(level1_label as varchar) as level1_label,
        cast(level2_label as varchar) as level2_label,
        cast(level3 as varchar) as level3,
        cast(description as varchar) as description,
        cast(operator as varchar) as operator,
        cast(target_text as varchar) as target_text,
        cast(target_value as decimal(28, 8)) as target_value,
        cast(target_upper_value as decimal(28, 8)) as target_upper_value,
        cast(target_unit as varchar) as target_unit,
        cast(target_base_value as decimal(28, 8)) as target_base_value,
        cast(target_base_unit as varchar) as target_base_unit,
        cast(target_kind as varchar) as target_kind,
        cast(basis as varchar) as basis,
        cast(direction as varchar) as direction,
        cast(direction_is_inferred as boolean) as direction_is_inferred,
        cast(weight as decimal(28, 8)) as weight,
        cast(actual_text as varchar) as actual_text,
        cast(actual_value as decimal(28, 8)) as actual_value,
        cast(score as decimal(28, 8)) as score,
        cast(origin as varchar) as origin,
        cast(row_ordinal as integer) as row_ordinal,
        cast(section_id as varchar) as section_id,
        cast(line_no as integer) as line_no,
        cast(line_end as integer) as line_end,
        cast(char_start as integer) as char_start,
        cast(char_end as integer) as char_end,
        cast(quote as varchar) as quote
    from source
)

select * from typed
