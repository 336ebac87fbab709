"""What exists and which values are valid: frozen dataclasses and rules, without I/O, clock or randomness."""
