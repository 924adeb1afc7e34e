"""What Schemathesis has to know of this API beyond its document: tokens, orders that exist, and how two contracts
spell an error. TestSchemathesis starts the stack and gives the rest in the environment.

No check is switched off. What is excused is one refusal of one operation, and has its explanation beside it.
"""

import copy
import itertools
import json
import os
import re

import schemathesis
import schemathesis.specs.openapi.stateful as stateful
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import AcceptedNegativeData
from schemathesis.openapi.checks import AllowHeaderMismatch, EnsureResourceAvailability, RejectedPositiveData, UnsupportedMethodResponse
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

WITHDRAWALS = itertools.cycle(os.environ["OUTFLOW_WITHDRAWALS"].split(","))
RECHARGES = itertools.cycle(os.environ["OUTFLOW_RECHARGES"].split(","))
ASSETS = itertools.cycle(os.environ["OUTFLOW_ASSETS"].split(","))
REQUESTS = itertools.count(1)
MADE = set()  # the ids that answers had

# Chains begin with what makes something. Schemathesis takes uid and deviceID for ids of things that would have to
# be made before, and would begin with recharges alone.
assert callable(stateful.is_likely_root_transition)
MAKERS = {"withdraw", "requestWithdraw", "createOrder", "createRecharge", "adjustWallet"}
stateful.is_likely_root_transition = lambda operation, *_: operation.definition.raw.get("operationId") in MAKERS

# Where an operation takes the id of an order that exists, or else would mostly answer 404: in its path, or in a
# field of its body.
EXISTING = {
    "id": WITHDRAWALS,
    "transaction_no": WITHDRAWALS,
    "withdrawID": WITHDRAWALS,
    "asset": ASSETS,
}

# The operations whose errors are HTTP 200, and the field of the body that says so.
CODE_FIELDS = {
    "listTransactions": "code",  # with uid; without it is another contract's, whose body has no code
    "requestWithdraw": "code",
    "confirmWithdraw": "code",
    "cancelWithdraw": "code",
    "getWithdrawSummary": "code",
    "getApplication": "errCode",
    "listApplications": "errCode",
    "listUserApplications": "errCode",
    "auditApplications": "errCode",
}

# Well formed requests that are refused with a 400, by operation: what a JSON Schema cannot say. A reason stands
# alone, or before the one field that it may be about.
WRONG_ORDER = ["field_above minAmount", "field_after startAt"]  # one parameter's value bounds another's
KNOWN_METHOD = ["not_one_of method", "method_not_listed method"]  # which there are is for the policy and the rows to say
OF_CREATION = [
    "insufficient",  # depends on the wallet
    "wallet_inactive",  # the same: another request may have frozen it
    "account_blocked",  # and blocked the account
    "single_limit",  # configuration
    "daily_limit",  # depends on the day
]
OF_AN_ACCOUNT = ["not_one_of account"]  # which there are is for the policy to say
OF_A_FILE = [  # what a file says is for its reader
    "bankcsv_header",
    "bankcsv_row",
    "bankcsv_cell",
    "xml_broken",
    "xml_declares",
    "xml_kind",
    "xml_missing",
    "statement_empty",
]
OF_TEXTS = ["text_unseen", "text_wide"]  # of any operation: which characters Unicode has, and what their neighbours do to them
OF_A_NEW_USER = ["user_id_form"]  # the same, of a user who has no wallet
EXCUSED = {
    "listRecords": WRONG_ORDER + KNOWN_METHOD,
    "exportRecords": WRONG_ORDER + KNOWN_METHOD,
    "getRecordTrend": WRONG_ORDER + ["range_too_long"],  # one bounds the other
    "listAuditLogs": WRONG_ORDER + ["audit_range_too_long"],  # one bounds the other
    "withdraw": OF_CREATION,
    "createOrder": OF_CREATION,
    "requestWithdraw": ["insufficient", "wallet_inactive", "account_blocked", "daily_limit", "field_no_text uid"],  # the last: or a whole number as one is written: 7.0 names nobody
    "createRecharge": [
        "channel_not_offered",  # which there are is for the gateway to say
        "recharge_least",  # a channel's bounds are, too
        "recharge_most",
    ],
    "adjustWallet": [
        "insufficient",  # depends on the wallet
        "adjustment_over",  # the same
        "wallet_inactive",  # the same
        "illegal",  # the withdrawal that it settles has to need it
    ],
    "setWalletStatus": ["wallet_not_empty"],  # depends on the wallet
    "reviewAdminWithdrawal": ["illegal", "content_other", "payouts_paused", "account_blocked"],  # this contract has 400 where others have 409
    "cancelWalletWithdrawal": ["illegal"],  # the same
    "payoutRecord": ["no_channel"],  # depends on the record's method, and on the policy
    "correctRecordNumber": ["same_number"],  # depends on the record
    "listBreaks": OF_AN_ACCOUNT,
    "showReconciliation": OF_AN_ACCOUNT + ["days_too_many"],  # one bounds the other
    "takeStatement": OF_AN_ACCOUNT + OF_A_FILE,
    "resolveReturn": ["return_not_parked"],  # depends on the record
    "beginJob": ["month_form month", "month_future"],  # depends on the kind, and on the day
    "decideBreak": ["field_missing with", "field_missing note", "reason_missing"],  # one action needs each
    "makePayoutBatch": OF_AN_ACCOUNT + KNOWN_METHOD + WRONG_ORDER + ["not_one_of filter", "field_missing ids", "not_found"],  # as the list's, and the records
    "actOnPayoutBatch": ["reason_missing", "confirmation_wrong"],  # one action needs them
    "proposePolicy": ["policy_same", "policy_unreadable"],  # depends on the policy in force; what a policy is, its reader says
}


def name_of(case):
    """The operation's id; an old path is as its successor."""
    return case.operation.definition.raw.get("operationId", "").removesuffix("Legacy")


def told(case, response):
    """The status that an answer means, and why: the body's code where the contract has it there, the reason, and its field."""
    try:
        body = json.loads(response.content)
    except ValueError:
        return response.status_code, "", ""
    if not isinstance(body, dict):
        return response.status_code, "", ""
    code = body.get(CODE_FIELDS.get(name_of(case)), response.status_code)
    reason, field = body.get("reason", ""), (body.get("args") or {}).get("field", "")
    return code or 200, reason, field  # batch-audit's success is 0


@schemathesis.auth(refresh_interval=None)  # the token depends on the request
class Token:
    """A token of a role that the operation's security names."""

    def get(self, case, context):
        security = case.operation.definition.raw.get("security", [])
        roles = [role for alternative in security for named in alternative.values() for role in named]
        if not roles:
            return None
        role = roles[0]
        body = case.body if isinstance(case.body, dict) else {}
        if "service" in roles and (role != "user" or "uid" in body or "uid" in (case.query or {})):
            role = "service"  # a user may name themselves alone
        return os.environ["OUTFLOW_TOKEN_" + role.upper()]

    def set(self, case, data, context):
        if data is not None:
            case.headers["Authorization"] = "Bearer " + data


@schemathesis.hook
def before_call(context, case, kwargs):
    if "X-Admin-Id" in (case.headers or {}):
        case.headers["X-Admin-Id"] = "fuzz-admin"  # the token's subject, or every admin's request is a 403
    key = (case.headers or {}).get("Idempotency-Key")
    if isinstance(key, str) and re.fullmatch(r"[!-~]{1,128}", key):
        case.headers["Idempotency-Key"] = f"key-{next(REQUESTS)}"  # or a wrong body is a 409 for a key that is taken
    if case.meta is None or case.meta.generation.mode.is_negative:
        return
    if isinstance(case.body, dict) and "uid" in case.body and next(REQUESTS) % 4:
        case.body["uid"] = "fuzz-user"  # who has money; the fourth is somebody else
    if case.meta.phase.name.value == "stateful":
        return
    existing = dict(EXISTING)
    if "recharge" in case.operation.path:
        existing["id"] = RECHARGES
    for part in (case.path_parameters, case.body):
        for field in existing.keys() & (part.keys() if isinstance(part, dict) else ()):
            if next(REQUESTS) % 4:  # the fourth is an unknown one
                part[field] = next(existing[field])
    if isinstance(case.body, dict) and isinstance(case.body.get("withdrawIDs"), list):
        case.body["withdrawIDs"] = case.body["withdrawIDs"] + [next(WITHDRAWALS), next(WITHDRAWALS)]


@schemathesis.hook
def filter_case(context, case):
    """One operation is two contracts': each ignores the other's parameters, so a wrong one of these is no error."""
    query = case.query or {}
    others = {"type", "pageSize"} if "uid" in query else {"page_size"}
    return name_of(case) != "listTransactions" or not others & query.keys()


@schemathesis.hook
def after_call(context, case, response):
    MADE.update(re.findall(rb'"id":"(\w+)"', response.content))


@schemathesis.check
def code_in_the_body(ctx, response, case):
    """The checks that look at the status, where the status is in the body: they see it as the response's."""
    if name_of(case) in CODE_FIELDS and response.status_code == 200:
        meant = copy.copy(response)
        meant.status_code, _, _ = told(case, response)
        not_a_server_error(ctx, meant, case)
        positive_data_acceptance(ctx, meant, case)
        negative_data_rejection(ctx, meant, case)


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Whether a failure is one."""
    code, reason, field = told(case, response)
    if isinstance(failure, AcceptedNegativeData) and name_of(case) in CODE_FIELDS:
        return code == 200  # HTTP 200 is how it refuses, unless the body means success
    if isinstance(failure, RejectedPositiveData) and code == 400:
        excused = OF_TEXTS + OF_A_NEW_USER + EXCUSED.get(name_of(case), [])
        return reason not in excused and f"{reason} {field}" not in excused
    if isinstance(failure, EnsureResourceAvailability) and isinstance(case.body, dict):
        return str(case.body.get("id")).encode() in MADE  # of a link's body, some is left out now and then, to see what happens
    if isinstance(failure, AcceptedNegativeData) and name_of(case) in ("getAdminWallet", "listAdminWalletTransactions"):
        return (case.path_parameters or {}).get("userId") == "-" or "userId" not in (case.query or {})  # where the path names somebody, the query does not count
    if isinstance(failure, AcceptedNegativeData) and name_of(case) == "returnRecord":
        return code != 409  # how much may come back is for the record to say, after its state
    if isinstance(failure, AllowHeaderMismatch) and name_of(case) in ("checkOrder", "cancelOrder", "withdrawalCallback"):
        return False  # the same address is GET /api/withdrawal/{id}
    if isinstance(failure, UnsupportedMethodResponse) and response.request.method == "GET" and name_of(case) in ("checkOrder", "cancelOrder", "withdrawalCallback"):
        return False  # GET /api/withdrawal/check is GET /api/withdrawal/{id}
    if isinstance(failure, UnsupportedMethodResponse):
        # API Gateway's HTTP API has no 405: a method without a route is its 404, and no function sees it.
        return (response.status_code, response.content) != (404, b'{"message":"Not Found"}')
    return True
