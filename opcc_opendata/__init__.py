"""Responses to police inspection reports as open data: read, validate, build and serve them.

    import opcc_opendata

    for record in opcc_opendata.load("."):
        print(record["id"])

`load`, `check`, `build` and `render` are what a program can rely on; docs/library.md tells of them. They are found
when they are asked for, so that importing the package costs nothing.
"""

__version__ = "0.1.0"
__all__ = ["InvalidRecordError", "build", "check", "load", "render"]


def __getattr__(name: str) -> object:
    from importlib import import_module

    if name not in __all__:
        raise AttributeError(f"opcc_opendata has no {name}. It has {', '.join(__all__)}.")
    return getattr(import_module("opcc_opendata.api"), name)


def __dir__() -> list[str]:
    return [*__all__, "__doc__", "__name__", "__path__"]
