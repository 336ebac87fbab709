"""How it is kept: one encrypted SQLite file. The only place with SQL."""
