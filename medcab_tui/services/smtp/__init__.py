"""Mail over SMTP: letters of the cabinet, with files, through the organisation's own mail server."""

from __future__ import annotations

from medcab_tui.services.smtp.adapter import Smtp

__all__ = ["Smtp"]
