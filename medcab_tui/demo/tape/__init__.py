"""The language of tapes: its commands, its parser, and the keys it can press."""
