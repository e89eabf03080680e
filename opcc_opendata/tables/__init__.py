"""The tables as data, and record → rows. Nothing here touches a database."""

from opcc_opendata.tables.counted_tables import ALIKE_TABLES, COUNTED_TABLES, REPEAT_TABLES
from opcc_opendata.tables.definitions import BUILD_TABLES, BY_NAME, TABLES
from opcc_opendata.tables.duty_views import DUTY_VIEWS
from opcc_opendata.tables.events import EVENT_TABLES, EVENT_VIEWS
from opcc_opendata.tables.finding_views import FINDING_VIEWS
from opcc_opendata.tables.model import Column, Row, Rows, Table
from opcc_opendata.tables.passages import Passage, json_parts, record_passages, shorten
from opcc_opendata.tables.record_tables import DERIVED_TABLES, RECORD_TABLES
from opcc_opendata.tables.reference_tables import CODE_LISTS, REFERENCE_TABLES
from opcc_opendata.tables.repeat_views import REPEAT_VIEWS
from opcc_opendata.tables.rows import canonical_json, record_rows, rows_digest
from opcc_opendata.tables.search import SEARCH_TABLES, SEARCH_VIEWS
from opcc_opendata.tables.views import View

VIEWS = DUTY_VIEWS + FINDING_VIEWS + REPEAT_VIEWS + EVENT_VIEWS + SEARCH_VIEWS
VIEW_SQL = {table.name: table.sql for table in TABLES if table.sql} | {view.name: view.sql for view in VIEWS}
"""The SQL of each view by its name: of the tables that are views, and of those that only join others."""

__all__ = [
    "ALIKE_TABLES",
    "BUILD_TABLES",
    "BY_NAME",
    "CODE_LISTS",
    "COUNTED_TABLES",
    "DERIVED_TABLES",
    "EVENT_TABLES",
    "RECORD_TABLES",
    "REFERENCE_TABLES",
    "REPEAT_TABLES",
    "SEARCH_TABLES",
    "TABLES",
    "VIEWS",
    "VIEW_SQL",
    "Column",
    "Passage",
    "Row",
    "Rows",
    "Table",
    "View",
    "canonical_json",
    "json_parts",
    "record_passages",
    "record_rows",
    "rows_digest",
    "shorten",
]
