"""Charts in files of other systems: FHIR in JSON, and lists of patients as tables. Read piece by piece."""
