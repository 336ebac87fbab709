"""Forms built from pydantic models: one engine for every sheet that takes text."""
