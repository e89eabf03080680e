"""How the standard changes without breaking anyone: versions compared, and records moved from one to the next."""

from opcc_opendata.migrations.compare import Bump, Difference, compare_standards, next_version
from opcc_opendata.migrations.edit import Editable
from opcc_opendata.migrations.reading import readable_part, upgraded_and_checked, without_wrong_values
from opcc_opendata.migrations.upgrades import UPGRADES, Upgrade, steps, upgrade

__all__ = [
    "UPGRADES",
    "Bump",
    "Difference",
    "Editable",
    "Upgrade",
    "compare_standards",
    "next_version",
    "readable_part",
    "steps",
    "upgrade",
    "upgraded_and_checked",
    "without_wrong_values",
]
