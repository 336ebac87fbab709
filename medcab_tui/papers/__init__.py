"""Files that come from people and go to them: read once, looked into behind limits, written with care."""
