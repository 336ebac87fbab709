"""What exists and which values are valid: frozen records and rules, without I/O, clock or randomness."""
