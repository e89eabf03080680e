"""The standard: the JSON Schema and the codelists, and a sentence for whatever breaks them.

A record that follows the standard is passed in microseconds. Only one that does not is looked at again, more slowly,
to say in plain words what is wrong with it.
"""

from opcc_opendata.schema.codelists import Codelist
from opcc_opendata.schema.codes import CODES
from opcc_opendata.schema.standard import (
    MAX_PROBLEMS,
    RecordAsRead,
    Standard,
    UnusableStandardError,
    beside_the_package,
    check_register,
    load_standard,
    project_standard,
    standard_of_build,
)

__all__ = [
    "CODES",
    "MAX_PROBLEMS",
    "Codelist",
    "RecordAsRead",
    "Standard",
    "UnusableStandardError",
    "beside_the_package",
    "check_register",
    "load_standard",
    "project_standard",
    "standard_of_build",
]
