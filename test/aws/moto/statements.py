"""Whether a statement of an IAM policy applies to something asked for. What is not known here is an error, never a yes."""

import fnmatch
import re

KNOWN = {"Sid", "Effect", "Action", "Resource", "Condition"}


def applies(statement, action, resource, keys):
    """`keys`: what the request has for the condition keys of its service, each a list."""
    if unknown := set(statement) - KNOWN:
        raise NotImplementedError(f"statements with {unknown} are not understood")
    return (
        any(matches(each.lower(), action.lower()) for each in listed(statement["Action"]))
        and any(matches(each, resource) for each in listed(statement["Resource"]))
        and all(
            holds(operator, listed(wanted), keys, key)
            for operator, conditions in statement.get("Condition", {}).items()
            for key, wanted in conditions.items()
        )
    )


def holds(operator, wanted, keys, key):
    """One line of a Condition block (IAM User Guide, "IAM JSON policy elements: Condition operators")."""
    if key not in keys:
        raise NotImplementedError(f"the condition key {key} is not understood")
    of_set, _, single = operator.rpartition(":")
    tests = {"StringEquals": lambda a, b: a == b, "StringLike": matches, "ArnLike": matches, "ArnEquals": matches}
    if single not in tests:
        raise NotImplementedError(f"the condition operator {operator} is not understood")
    met = [any(tests[single](each, value) for each in wanted) for value in keys[key]]
    # An empty set meets ForAllValues: a scan has no keys.
    return all(met) if of_set == "ForAllValues" else any(met)


def matches(pattern, text):
    """`*` and `?` are all that IAM's patterns know."""
    return re.match(fnmatch.translate(pattern.replace("[", "[[]")), text) is not None


def listed(value):
    return value if isinstance(value, list) else [value]
