"""`python -m opcc_opendata.downloads`, which the server starts."""

import sys

from opcc_opendata.downloads.make import main

if __name__ == "__main__":
    sys.exit(main())
