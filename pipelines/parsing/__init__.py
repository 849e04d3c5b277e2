"""Reading disclosures: text in, staged frames out. No Dagster, file, clock or environment in here.

The vocabulary files beside the code are the only thing that is read from disk, once a process.
"""
