"""Taking in charts of other systems, as a person sees it."""
