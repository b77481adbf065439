"""The use cases, each on a real database and with a mailer that answers as it is told."""
