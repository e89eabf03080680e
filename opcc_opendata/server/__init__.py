"""The database served by Datasette.

`server` is how it is run, and `builds` how a replaced database comes into view. The rest are plugins of Datasette:
`exports` writes whole exports, `limits` holds what a query may cost, `front` gives each answer its headers, and `pages`
has the server's own pages and errors.
"""

from opcc_opendata.server.errors import ServingError
from opcc_opendata.server.server import bind, make_datasette, read_metadata, run
from opcc_opendata.server.this_computer import refuse_others

__all__ = ["ServingError", "bind", "make_datasette", "read_metadata", "refuse_others", "run"]
