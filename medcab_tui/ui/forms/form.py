"""What a form's fields come to."""

from __future__ import annotations

from pydantic import BaseModel


class Form(BaseModel, arbitrary_types_allowed=True):
    """The typed values of a filled form; what was chosen from a list is the record itself."""
