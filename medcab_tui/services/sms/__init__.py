"""SMS through an organisation's gateway: any that is asked over HTTP, described by settings."""

from __future__ import annotations

from medcab_tui.services.sms.adapter import Sms

__all__ = ["Sms"]
