"""The only SQL: module functions over one SQLite file, a table or a question each."""
