"""Responses to police inspection reports as open data: read, validate, build and serve them."""
