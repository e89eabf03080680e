"""A paper → a file. Each format is a module with a function `written(paper)`."""
