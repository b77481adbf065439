"""Facts about Dateline, held by tests: real SQLite files, a real Flask client, real SMTP on the loopback."""
