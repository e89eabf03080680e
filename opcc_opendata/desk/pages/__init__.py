"""The pages of the desk, one module for each kind. A page is a function of a `Desk` and a request."""
