"""The feeds as independent clients show them, each in a process of its own."""
