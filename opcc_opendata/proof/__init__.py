"""Proof that nobody changed a dataset: builds are signed, and held against their manifest by whoever has a copy."""
