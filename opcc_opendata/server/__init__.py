"""The database served by Datasette.

`server` is how it is run, `request_limits` what a request may be, and `builds` how a replaced database comes into view.
The rest are plugins of Datasette: `table_pages` orders the pages of tables, which `paged_database` asks for, `exports`
writes whole exports, `limits` holds what a query may cost, `middleware` gives each answer its headers, and `pages` has
the server's own pages and errors. `plain_urls` and `units` spare Datasette work that does nothing here, and
`datasette_internals` says what is rested on of it that it does not document.
"""

from opcc_opendata.server.errors import ServingError
from opcc_opendata.server.server import bind, make_datasette, read_metadata, run
from opcc_opendata.server.site_address import read_proxies, read_public_url
from opcc_opendata.server.this_computer import refuse_others

__all__ = [
    "ServingError",
    "bind",
    "make_datasette",
    "read_metadata",
    "read_proxies",
    "read_public_url",
    "refuse_others",
    "run",
]
