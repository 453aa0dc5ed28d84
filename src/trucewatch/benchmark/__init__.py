"""A benchmark of claim status in conflict reporting: coded reports and probes, their checks, scorers and a baseline.

It stands outside the corridor: nothing that reads, keeps or judges reports knows of it.
"""
