"""When a build starts by itself, each night or on new files, and who hears when one fails."""

import dagster as dg

from pipelines import fingerprint, history, notification
from pipelines.settings import Settings

#: A quiet console: Dagster's debug events go to its event log all the same.
_CONSOLE = {"loggers": {"console": {"config": {"log_level": "INFO"}}}}

build_job = dg.define_asset_job(
    "build",
    selection=dg.AssetSelection.all(),
    description="Everything from the raw files to the published warehouse.",
    # One process: starting a process a step takes longer than the steps.
    executor_def=dg.in_process_executor,
    config=_CONSOLE,
)


@dg.schedule(
    job=build_job,
    cron_schedule="0 2 * * *",
    execution_timezone="Asia/Shanghai",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="02:00 Asia/Shanghai; skipped when neither files nor code changed.",
)
def nightly(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """A run when there is something new, else the reason why not."""
    settings = Settings.from_environment()
    history.close_lost(context.instance, settings)
    found = fingerprint.news(settings)
    if not found:
        return dg.SkipReason(
            f"Nothing new in {found.files:,} files, nor in the code: the warehouse "
            f"{found.standing}."
        )
    return dg.RunRequest(tags={"yusuan/reason": "; ".join(found.reasons)})


@dg.sensor(
    job=build_job,
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.STOPPED,
    description="Builds within a minute or two after files came, went or changed.",
)
def new_files(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """A run when the raw folder differs from the published warehouse and has come to rest."""
    settings = Settings.from_environment()
    found = fingerprint.news(settings)
    if not found:
        context.update_cursor("")
        return dg.SkipReason(f"Nothing new in {found.files:,} files.")
    history.close_lost(context.instance, settings)
    state = fingerprint.state(settings)
    if context.cursor != state:
        # Somebody may still be copying: build when two looks in a row see the same.
        context.update_cursor(state)
        return dg.SkipReason("Files are changing; building when they have come to rest.")
    # One run for one state, even if it fails.
    return dg.RunRequest(run_key=state, tags={"yusuan/reason": "; ".join(found.reasons)})


@dg.run_failure_sensor(
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Tells YUSUAN_ON_FAILURE_COMMAND and YUSUAN_ON_FAILURE_WEBHOOK of a failed run.",
)
def failures_told(context: dg.RunFailureSensorContext) -> dg.SkipReason | None:
    """Once a run: whatever started it, and also when its process was killed."""
    run = context.dagster_run
    if run.tags.get(history.STARTED_BY) == history.COMMAND_LINE:
        return dg.SkipReason("yusuan build tells of its failures itself.")
    if history.TOLD in run.tags:
        return dg.SkipReason("It has been told.")
    settings = Settings.from_environment()
    # First the mark: a hook that hangs until this tick is ended must not be called each tick.
    context.instance.add_run_tags(run.run_id, {history.TOLD: "yes"})
    reasons = history.reasons_of_run(context.instance, run.run_id)
    told = notification.failure(
        settings,
        reasons or context.failure_event.message or "The run failed without a reason.",
        started_by=history.started_by(run),
        run_id=run.run_id,
    )
    for fault in notification.send(settings, told):
        context.log.warning(f"The failure could not be told: {fault}")
    return None
