"""Runs the command line as `python -m opcc_opendata.cli`."""

from opcc_opendata.cli import main

main()
