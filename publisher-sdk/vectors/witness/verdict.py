"""Whether what was seen, and what came of a call, is what its vector says."""

import base64

NOT_COMPARED = object()


def as_bytes(said):
    """A vector's text, or its {"base64": …}."""
    return base64.b64decode(said["base64"]) if isinstance(said, dict) else said.encode()


def commands_differ(wanted, seen, earliest, latest):
    """What is wrong with `seen`, None if nothing is."""
    fits = len(wanted) == len(seen) and all(
        len(ours) == len(theirs)
        and all(_word_fits(word, found, earliest, latest) for word, found in zip(ours, theirs))
        for ours, theirs in zip(wanted, seen))
    return None if fits else f"Redis was told {_shown(seen)}, not {wanted}"


def _word_fits(word, found, earliest, latest):
    if isinstance(word, dict) and "time" in word:  # rounded up
        return found.isdigit() and earliest < int(found) <= latest + 1
    return as_bytes(word) == found


def _shown(commands):
    return [[word.decode("utf-8", "backslashreplace") for word in command] for command in commands]


def requests_differ(wanted, seen, key):
    expected = [{**request, "authorization": f"Bearer {key}",
                 **({"type": "application/json"} if "body" in request else {})} for request in wanted]
    return None if expected == seen else f"Fanfare was asked {seen}, not {expected}"


def outcome_differs(vector, outcome, transport):
    """`outcome` is {"returned": …} or {"error": {"code", "message"}}."""
    if "error" not in vector:
        if "returned" not in outcome:
            return f"failed: {outcome.get('error')}"
        return _returned_differs(vector["returns"], outcome["returned"], transport)
    error = outcome.get("error")
    wanted = vector["error"]
    if not error:
        return f"did not fail, but returned {outcome.get('returned')}"
    if error["code"] != wanted["code"]:
        return f"failed with {error}, not with {wanted['code']}"
    if wanted["mentions"].lower() not in error["message"].lower():
        return f"the error does not mention {wanted['mentions']!r}: {error['message']!r}"
    return None


def _returned_differs(wanted, returned, transport):
    if isinstance(wanted, list):
        if not isinstance(returned, list) or len(wanted) != len(returned):
            return f"returned {returned}, not {wanted}"
        whys = (_returned_differs(ours, theirs, transport) for ours, theirs in zip(wanted, returned))
        return next((why for why in whys if why), None)
    if isinstance(wanted, dict) and "channels" in wanted:
        return _published_differs(wanted, returned, transport)
    if isinstance(wanted, dict):  # a message that was kept
        wanted = wanted if "base64" in wanted else {"base64": _encoded(wanted["text"])}
    return None if wanted == returned else f"returned {returned}, not {wanted}"


def _published_differs(wanted, returned, transport):
    for member in ("channels", "withheld"):
        if wanted[member] != returned[member]:
            return f"{member} are {returned[member]}, not {wanted[member]}"
    # Over HTTP nobody counts who heard it; what was sent nowhere was heard by nobody.
    heard = wanted.get("heard", NOT_COMPARED)
    if transport == "http":
        heard = None if wanted["channels"] else 0
    if heard is not NOT_COMPARED and heard != returned["heard"]:
        return f"heard is {returned['heard']}, not {heard}"
    return None


def _encoded(text):
    return base64.b64encode(text.encode()).decode()
