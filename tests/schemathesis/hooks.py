"""What is true of requests and cannot be said in OpenAPI.

Schemathesis judges each request anew after `before_call`, so a change there hides nothing: what was valid stays so, and
what was not does.
"""

from itertools import count

import schemathesis
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import TestPhase

REQUESTS = count()

# The `sub` of the token.
SUBJECT = "dev-user"

# Of CSV, OpenAPI says only that it is text.
CSV = (
    "id,relationshipName,relationshipType,sourceEntityId,destinationEntityId\n"
    "string,string,string,string,string\n"
    "required,required,required,required,required\n"
    "B1-F1,B1 hasPart F1,BRICK_0_4__hasPart_Location_Location,B1,F1\n"
)

# One of so many valid preconditions is sent: most are not met, which keeps the rest of a request from being judged.
PRECONDITIONS = 8

# One of so many is processed later: the others' answers say more.
LATER = 4


@schemathesis.hook
def filter_case(context, case):
    headers = case.headers or {}
    # workerd does not hand on an empty If-Match: sent or not is the same to the Worker.
    if headers.get("If-Match") == "":
        return False
    # A header that nobody knows is not wrong. Schemathesis knows that, but not beside a number, which it reads as a text.
    return "x-schemathesis-unknown-property" not in headers


@schemathesis.hook
def before_call(context, case, kwargs):
    if case.meta is None:
        return
    number = next(REQUESTS)
    if not case.meta.is_negative_at(ParameterLocation.HEADER) and case.headers:
        mend_headers(case, number)
    if not case.meta.is_negative_at(ParameterLocation.QUERY):
        mend_query(case)
    if case.meta.is_negative_at(ParameterLocation.BODY):
        return
    if operation_of(case) == "upsertRelationships":
        mend_relationships(case)
    if operation_of(case) == "putPermissions":
        mend_permissions(case)
    # Some ask for an id that is taken, which is 409.
    if operation_of(case) == "createCollection" and "collectionId" in case.body and number % 4:
        case.body["collectionId"] = f"collection-{number}"


def mend_headers(case, number):
    # Only what an earlier answer gave is a token.
    case.headers.pop("continuationToken", None)
    # A key belongs to one request; with another one it is refused before the body is judged.
    if "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = f"request-{number}"
    if number % PRECONDITIONS:
        case.headers.pop("If-Match", None)
    if case.headers.get("async") == "true":
        mend_async(case, number)
    # Copies follow their relationships with a delay, so only a strong read knows what a request before it did.
    if operation_of(case) == "getRelationship" and case.meta.phase.name == TestPhase.STATEFUL:
        case.headers["consistency"] = "strong"


def mend_async(case, number):
    # What is wrong with a relationship is told later, in the log.
    if number % LATER or case.meta.is_negative_at(ParameterLocation.BODY) or case.media_type == "text/csv":
        case.headers["async"] = "false"
        return
    # It takes neither of them, nor `dryRun`.
    case.headers.pop("Idempotency-Key", None)
    case.headers.pop("If-Match", None)


def mend_query(case):
    query = dict(case.query or {})
    # Only what an earlier answer gave is a token.
    query.pop("continuationToken", None)
    # One of the two ids is required.
    if operation_of(case) == "listLogs" and not {"relationshipid", "transactionid"} & set(query):
        query["relationshipid"] = "B1-F1"
    if (case.headers or {}).get("async") == "true":
        query.pop("dryRun", None)
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


def mend_permissions(case):
    # Each subject stands there once; and whoever asks stays owner, or else there is nothing but 403 from now on.
    entries = {entry["subject"]: entry for entry in case.body["permissions"][:999]}
    entries[SUBJECT] = {"subject": SUBJECT, "permission": "owner"}
    case.body["permissions"] = list(entries.values())


def operation_of(case):
    return case.operation.definition.raw.get("operationId")
