"""What the domain knows and decides."""
