"""What a request to moto asks for, as IAM sees it: action, ARN, and the values of condition keys."""

import json
import re

from moto.dynamodb.models import dynamodb_backends
from moto.secretsmanager.models import secretsmanager_backends
from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends

BATCHES = {
    "SendMessageBatch": "SendMessage",
    "DeleteMessageBatch": "DeleteMessage",
    "ChangeMessageVisibilityBatch": "ChangeMessageVisibility",
}
WRITES = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem"}


def requested(request):
    """A list of (action, ARN, keys) that must all be allowed."""
    service, action = request._action.split(":")
    of_service = {"dynamodb": of_dynamodb, "sqs": of_sqs, "secretsmanager": of_secret, "sns": of_sns, "logs": of_logs, "lambda": of_lambda}
    if service not in of_service:
        return [(f"{service}:{action}", "*", {})]
    return list(of_service[service](action, body_of(request), request))


def of_dynamodb(action, body, request):
    if action == "TransactWriteItems":
        uses = [(WRITES[kind], part) for entry in body["TransactItems"] for kind, part in entry.items()]
    elif action == "BatchGetItem":
        uses = [(action, {"TableName": name, **part}) for name, part in body["RequestItems"].items()]
    elif action == "BatchWriteItem":
        uses = [(action, {"TableName": name}) for name in body["RequestItems"]]
    else:
        uses = [(action, body)]
    for each, part in uses:
        name = part["TableName"].split("/")[-1]
        index = f"/index/{part['IndexName']}" if "IndexName" in part else ""
        keys = {"dynamodb:LeadingKeys": list(leading_keys(part, table_of(name, request)))}
        yield f"dynamodb:{each}", f"{place(request)}:table/{name}{index}", keys
        # Amazon DynamoDB Developer Guide, "DynamoDB encryption at rest usage notes".
        key = (getattr(table_of(name, request), "sse_specification", None) or {}).get("KMSMasterKeyId")
        yield from of_key(key, ["kms:Decrypt"], request)


def leading_keys(part, table):
    """The partition keys a request is about; a scan is about none."""
    name = next((key for key in (table.hash_key_attr if table else "",) if key), "pk")
    for item in [part.get("Key"), part.get("Item"), *part.get("Keys", [])]:
        if item:
            yield item[name]["S"]
    names = part.get("ExpressionAttributeNames", {})
    for left, right in re.findall(r"([#\w]+)\s*=\s*(:\w+)", part.get("KeyConditionExpression", "")):
        if names.get(left, left) == name:
            yield part["ExpressionAttributeValues"][right]["S"]


def table_of(name, request):
    return dynamodb_backends[request.account_id][request._region].tables.get(name)


def of_sqs(action, body, request):
    name = (body.get("QueueUrl") or body.get("QueueName") or "").split("/")[-1]
    each = BATCHES.get(action, action)
    yield f"sqs:{each}", f"{place(request)}:{name}", {}
    queue = sqs_backends[request.account_id][request._region].queues.get(name)
    # Amazon SQS Developer Guide, "Key management": who sends needs both, who receives the second.
    needs = {"SendMessage": ["kms:GenerateDataKey", "kms:Decrypt"], "ReceiveMessage": ["kms:Decrypt"]}
    yield from of_key(getattr(queue, "kms_master_key_id", None), needs.get(each, []), request)


def of_secret(action, body, request):
    name = body.get("SecretId") or body.get("Name") or ""
    secret = secretsmanager_backends[request.account_id][request._region].secrets.get(name)
    # One to be made has no ARN yet; Secrets Manager will put a dash and six characters after the name.
    arn = secret.arn if secret else f"{place(request)}:secret:{name}-??????"
    yield f"secretsmanager:{action}", name if name.startswith("arn:") else arn, {}
    if body.get("Tags"):
        yield "secretsmanager:TagResource", arn, {}
    # AWS Secrets Manager User Guide, "Secret encryption and decryption".
    writes = ["kms:GenerateDataKey", "kms:Decrypt"]
    needs = {"CreateSecret": writes, "PutSecretValue": writes, "GetSecretValue": ["kms:Decrypt"]}
    key = body.get("KmsKeyId") or (secret.kms_key_id if secret else None)
    yield from of_key(key, needs.get(action, []), request)


def of_sns(action, _body, request):
    said = request._data.get("TopicArn") or request._data.get("TargetArn") or "*"
    arn = said[0] if isinstance(said, list) else said
    yield f"sns:{action}", arn, {}
    topic = sns_backends[request.account_id][request._region].topics.get(arn)
    # Amazon SNS Developer Guide, "Managing encryption keys and costs".
    needs = ["kms:GenerateDataKey", "kms:Decrypt"] if action == "Publish" else []
    yield from of_key(topic.kms_master_key_id if topic else None, needs, request)


def of_lambda(action, _body, request):
    # POST /2015-03-31/functions/NAME/invocations
    name = request._path.split("/functions/")[-1].split("/")[0]
    allowed_by = {"Invoke": "InvokeFunction"}.get(action, action)
    yield f"lambda:{allowed_by}", f"{place(request)}:function:{name}", {}


def of_logs(action, body, request):
    stream = body.get("logStreamName", "")
    yield f"logs:{action}", f"{place(request)}:log-group:{body.get('logGroupName')}:log-stream:{stream}", {}


def of_key(key, actions, request):
    """What a service asks a key of our own for, in the caller's name; its own keys ask nothing."""
    if not key or "alias/aws/" in key:
        return
    arn = key if key.startswith("arn:") else f"arn:aws:kms:{request._region}:{request.account_id}:key/{key}"
    service = request._action.split(":")[0]
    for action in actions:
        yield action, arn, {"kms:ViaService": [f"{service}.{request._region}.amazonaws.com"]}


def place(request):
    service = request._action.split(":")[0]
    return f"arn:aws:{service}:{request._region}:{request.account_id}"


def body_of(request):
    try:
        return json.loads(request._body or b"{}")
    except ValueError:
        return {}
