"""What Dagster loads: assembly only.

``dagster.yaml`` says how runs are kept, ``pipelines/assets`` what is made, and
``pipelines/automation`` when.
"""

import dagster as dg

from pipelines.assets.checks import whole_build
from pipelines.assets.published import PREVIOUS, warehouse
from pipelines.assets.raw import disclosures
from pipelines.assets.staged import staged
from pipelines.assets.warehouse import dbt_models
from pipelines.automation import build_job, failures_told, new_files, nightly
from pipelines.resources import dbt_resource
from pipelines.settings import Settings

defs = dg.Definitions(
    assets=[disclosures, staged, dbt_models, warehouse, *PREVIOUS],
    asset_checks=[whole_build],
    jobs=[build_job],
    schedules=[nightly],
    sensors=[new_files, failures_told],
    resources={"dbt": dbt_resource(Settings.from_environment())},
)
