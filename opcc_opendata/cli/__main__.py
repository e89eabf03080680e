"""Runs the command line as `python -m opcc_opendata.cli`."""

from opcc_opendata.cli import main

if __name__ == "__main__":  # a second process that reads documents imports this again
    main()
