"""From photographs to aligned crops: `python -m training.preprocess --help`."""
