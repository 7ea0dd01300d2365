"""What is true of requests and cannot be said in OpenAPI.

Schemathesis judges each request anew after `before_call`, so a change there hides nothing: what was valid stays so, and
what was not does.
"""

from itertools import count

import schemathesis
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import TestPhase

REQUESTS = count()

# Of CSV, OpenAPI says only that it is text.
CSV = (
    "id,relationshipName,relationshipType,sourceEntityId,destinationEntityId\n"
    "string,string,string,string,string\n"
    "required,required,required,required,required\n"
    "B1-F1,B1 hasPart F1,BRICK_0_4__hasPart_Location_Location,B1,F1\n"
)

# One of so many valid preconditions is sent: most are not met, which keeps the rest of a request from being judged.
PRECONDITIONS = 8


@schemathesis.hook
def filter_case(context, case):
    """workerd does not hand on an empty If-Match: sent or not is the same to the Worker."""
    return (case.headers or {}).get("If-Match") != ""


@schemathesis.hook
def before_call(context, case, kwargs):
    if case.meta is None:
        return
    number = next(REQUESTS)
    if not case.meta.is_negative_at(ParameterLocation.HEADER) and case.headers:
        mend_headers(case, number)
    if not case.meta.is_negative_at(ParameterLocation.QUERY):
        mend_query(case)
    if operation_of(case) == "upsertRelationships" and not case.meta.is_negative_at(ParameterLocation.BODY):
        mend_relationships(case)


def mend_headers(case, number):
    # Only what an earlier answer gave is a token.
    case.headers.pop("continuationToken", None)
    # A key belongs to one request; with another one it is refused before the body is judged.
    if "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = f"request-{number}"
    if number % PRECONDITIONS:
        case.headers.pop("If-Match", None)
    # Copies follow their relationships with a delay, so only a strong read knows what a request before it did.
    if operation_of(case) == "getRelationship" and case.meta.phase.name == TestPhase.STATEFUL:
        case.headers["consistency"] = "strong"


def mend_query(case):
    query = dict(case.query or {})
    # Only what an earlier answer gave is a token.
    query.pop("continuationToken", None)
    # One of the two ids is required.
    if operation_of(case) == "listLogs" and not {"relationshipid", "transactionid"} & set(query):
        query["relationshipid"] = "B1-F1"
    if query != (case.query or {}):
        case.query = query


def mend_relationships(case):
    if case.media_type == "text/csv":
        case.body = CSV
        return
    headers = case.headers or {}
    # The larger limit is that of `async: true`; a precondition takes one relationship.
    limit = 1 if "If-Match" in headers else 10_000 if headers.get("async") == "true" else 100
    if isinstance(case.body, list) and len(case.body) > limit:
        case.body = case.body[:limit]


def operation_of(case):
    return case.operation.definition.raw.get("operationId")
