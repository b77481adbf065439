"""The SQL room: what is kept, what is refused, and what two connections see of each other."""
