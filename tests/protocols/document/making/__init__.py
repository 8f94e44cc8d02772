"""Documents made by code, for the tests of their reading. Names and contents are invented."""
