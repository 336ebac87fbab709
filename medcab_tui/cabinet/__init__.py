"""What a worker can do: reads, actions, the journal. The only place that decides."""
