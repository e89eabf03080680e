"""The database served by Datasette: how it is run (`server`), and whole exports as a plugin (`exports`)."""

from opcc_opendata.serving.server import ServingError, bind, make_datasette, read_metadata, run

__all__ = ["ServingError", "bind", "make_datasette", "read_metadata", "run"]
