"""`python -m trucewatch` is the command `trucewatch`."""

from trucewatch.cli import main

main()
