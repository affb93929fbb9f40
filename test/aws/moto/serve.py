"""Starts moto's server on 127.0.0.1 with an IAM enforcement that knows resources and conditions.

moto's: whose credentials these are, whether the signature is right, and which policies the role has by now. Not moto's,
but of this file and requested.py: what a request asks for (an action, an ARN, keys; several for some), and whether a
statement allows that. moto by itself takes every resource for `*` and every condition for met.

Each decision about a role, and each event that somebody had for a function, is one line of JSON on the standard output.
Usage: serve.py PORT
"""

import contextvars
import json
import logging
import os
import sys

# The code of the functions runs beside moto, not in it: it is in no bucket.
os.environ.setdefault("VALIDATE_LAMBDA_S3", "false")
# Queues are emptied between two runs, not once a minute.
os.environ.setdefault("MOTO_SQS_ENFORCE_STRICT_QUEUE_PURGE_BEHAVIOUR", "false")

from moto.awslambda.models import LambdaBackend  # noqa: E402
from moto.core.exceptions import JsonRESTError  # noqa: E402
from moto.dynamodb.parsing import expressions  # noqa: E402
from moto.events.models import Rule  # noqa: E402
from moto.iam import access_control  # noqa: E402
from moto.logs.models import LogGroup  # noqa: E402
from moto.secretsmanager.exceptions import InvalidRequestException  # noqa: E402
from moto.secretsmanager.models import SecretsManagerBackend  # noqa: E402
from moto.server import main  # noqa: E402
from requested import requested  # noqa: E402
from statements import applies  # noqa: E402

Answer = access_control.PermissionResult
context = contextvars.ContextVar("context", default={})
asked_by_moto = access_control.IAMRequestBase.check_action_permitted
refused_by_moto = access_control.IAMRequest._raise_access_denied


def check(request, _resource):
    """moto's own check, once for each thing that a request asks for."""
    said = request._action
    # Lambda, Pipes and the like take a role on by its trust policy, which the suite itself looks at.
    if said == "sts:AssumeRole":
        return
    role = getattr(request._access_key, "_owner_role_name", None)
    for action, resource, keys in requested(request):
        request._action = action
        context.set(keys)
        allowed = False
        try:
            asked_by_moto(request, resource)
            allowed = True
        finally:
            request._action = said
            if role:
                values = [value for each in keys.values() for value in each]
                tell({"who": role, "action": action, "resource": resource, "keys": values, "allowed": allowed})


def judge(statement, action, resource="*", _principal=None, _values=None):
    if not applies(statement._statement, action, resource, context.get()):
        return Answer.NEUTRAL
    return Answer.PERMITTED if statement._statement["Effect"] == "Allow" else Answer.DENIED


def refuse(request):
    """moto answers in XML, which clients of JSON services can't read."""
    if "X-Amz-Target" not in request._headers:
        refused_by_moto(request)
    name = "AccessDenied" if request._service == "sqs" else "AccessDeniedException"
    raise JsonRESTError(name, f"{request._access_key.arn} is not authorized to perform: {request._action}")


def tell(line):
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


attribute_of_log_group = LogGroup.get_cfn_attribute


def attribute(group, name):
    """As CloudFormation says it: the ARN of a log group ends in `:*`. moto leaves that away."""
    value = attribute_of_log_group(group, name)
    return f"{value}:*" if name == "Arn" and not value.endswith(":*") else value


to_targets = Rule.send_to_targets


def only_what_matches(rule, event, *more, **named):
    """A rule with a schedule and no pattern wants no event. moto takes it to want every one."""
    if rule.event_pattern.get_pattern():
        to_targets(rule, event, *more, **named)


def queue_event(_backend, function_name, _qualifier, body, *_more):
    """The code of the functions runs beside moto, which hands an event for one over."""
    tell({"function": function_name, "event": json.loads(body)})
    return b""


put_value = SecretsManagerBackend.put_secret_value


def put_unless_marked(backend, secret_id, *more, **named):
    """Secrets Manager refuses to write what is marked for deletion. moto does not."""
    secret = backend.secrets.get(secret_id)
    if secret and secret.is_deleted():
        raise InvalidRequestException("You can't perform this operation on the secret because it was marked for deletion.")
    return put_value(backend, secret_id, *more, **named)


LambdaBackend.invoke = queue_event
SecretsManagerBackend.put_secret_value = put_unless_marked
Rule.send_to_targets = only_what_matches
# `if_not_exists(a, if_not_exists(b, :c))` is right in DynamoDB; moto takes no function there.
expressions.UpdateExpressionFunctionParser.FUNCTIONS["if_not_exists"][1] = expressions.UpdateExpressionOperandParser
access_control.IAMRequestBase.check_action_permitted = check
access_control.IAMRequest._raise_access_denied = refuse
access_control.IAMPolicyStatement.is_action_permitted = judge
LogGroup.get_cfn_attribute = attribute
logging.getLogger("werkzeug").setLevel(logging.ERROR)

if __name__ == "__main__":
    main(["--host", "127.0.0.1", "--port", sys.argv[1]])
