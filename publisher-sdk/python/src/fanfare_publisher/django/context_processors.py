"""For templates: WEBSOCKET_URI, WS4REDIS_HEARTBEAT (JavaScript: a quoted text, or null)."""

import json
from typing import Any, Dict

from django.utils.safestring import mark_safe

from . import conf


def default(request: Any) -> Dict[str, Any]:
    said = conf.read()
    scheme = "wss" if request.is_secure() else "ws"
    # Within a <script>, "</" would end it.
    heartbeat = json.dumps(said.heartbeat or None).replace("<", "\\u003c")
    return {"WEBSOCKET_URI": f"{scheme}://{request.get_host()}{said.websocket_url}",
            "WS4REDIS_HEARTBEAT": mark_safe(heartbeat)}
