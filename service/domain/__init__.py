"""What Dateline knows and decides: pure values and functions, no I/O, no clock."""
