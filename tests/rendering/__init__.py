"""Values to bytes and text: golden files, the wire, and what a client reads back."""
