"""The check of files in a reader's own browser: the same code as `opcc validate`, run there by Pyodide."""
