"""Gives every request that may be done an Idempotency-Key of its own. What is asked again under the same key is answered
as before, also when what it made is gone by now: to the tool that looks like something that was made and is not there.
"""

import uuid

import schemathesis

NAME = "Idempotency-Key"


@schemathesis.hook
def before_call(context, case, kwargs):
    key = (case.headers or {}).get(NAME)
    if isinstance(key, str) and 1 <= len(key) <= 255 and all("!" <= letter <= "~" for letter in key):
        case.headers[NAME] = f"{key[:200]}{uuid.uuid4().hex}"
