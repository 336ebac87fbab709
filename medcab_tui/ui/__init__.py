"""What a worker sees. Talks to the cabinet only."""
