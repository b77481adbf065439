"""One small program for each client: it reads the feed at an address and prints what the client shows, as JSON."""
