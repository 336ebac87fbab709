"""Where drafts of documents lie, and the templates that have verbs of their own. Imports nothing."""

from __future__ import annotations

from typing import Final

PAPER: Final = "documents.paper."
"""Before the name of a template: where the drafts of its documents lie."""

EXTRACT: Final = "discharge"
REFERRAL: Final = "referral_057"
