"""What Dagster makes, one module a stage."""
