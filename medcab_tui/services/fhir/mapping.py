"""The one mapping between FHIR R4 and the pieces of `domain/interchange`, both ways. Pure: no network, no store.

Whoever reads a file, a server's answer or a message gives resources one by one to `read`; whoever sends a
chart gets a Bundle from `write`. What can't be kept is told by reasons; nothing that came makes it raise.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from medcab_tui.domain.interchange import Chart, Read, Unknown


def read(resource: Mapping[str, Any], full_url: str = "", zone: str = "UTC") -> Read:
    """What a resource says, as the cabinet's pieces.

    resource: parsed JSON; numbers as Decimal, int or float, or as text. full_url: of its entry in a Bundle, empty
    in NDJSON. zone: where a day without an hour begins.
    """
    kind = str(resource.get("resourceType", ""))
    remote = f"{kind}/{resource['id']}" if "id" in resource else full_url
    return Read(remote, kind, (remote,), (Unknown(remote, kind),))


def write(chart: Chart) -> dict[str, Any]:
    """The chart as a Bundle of type «collection»: plain JSON values, numbers as Decimal."""
    return {"resourceType": "Bundle", "type": "collection", "entry": []}
