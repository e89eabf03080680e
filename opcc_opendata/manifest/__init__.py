"""What each build was made of: the hash of every file, record and table and since when, chained to the build before."""

from opcc_opendata.manifest.extend import TableHashes, extend_manifest, table_hashes
from opcc_opendata.manifest.format import (
    MOST_BYTES,
    Manifest,
    ManifestError,
    canonical,
    commitment,
    digest,
    parse_manifest,
    read_manifest,
)

__all__ = [
    "MOST_BYTES",
    "Manifest",
    "ManifestError",
    "TableHashes",
    "canonical",
    "commitment",
    "digest",
    "extend_manifest",
    "parse_manifest",
    "read_manifest",
    "table_hashes",
]
