"""What all tests share."""

import os

from hypothesis import settings

# In CI the same examples every time: a pull request must not fail for a case that it did not bring.
settings.register_profile("ci", derandomize=True, print_blob=True)
if os.environ.get("CI"):
    settings.load_profile("ci")
