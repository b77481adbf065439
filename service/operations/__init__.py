"""Use cases: each loads, lets the domain decide, and stores, in one transaction."""
