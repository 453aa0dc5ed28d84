"""Measuring Trucewatch: `python -m bench` runs every measurement, `python -m bench NAME...` the ones named."""
