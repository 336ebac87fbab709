"""FHIR R4 (4.0.1): resources as JSON, told in the cabinet's own pieces and back."""
