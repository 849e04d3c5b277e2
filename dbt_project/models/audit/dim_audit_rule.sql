{{ config(materialized='table', database=target.database, schema='main', contract={'enforced': true}) }}

with

rules as (
    select * from {{ ref('audit_rules') }}
)

select
    rule_id,
    rule_code,
    family,
    name_zh,
    name_en,
    severity,
    explanation_en || ' | 中文：' || explanation_zh as explanation,
    source
from rules
