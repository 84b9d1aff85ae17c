"""Evaluates the expressions that action.yml uses, as GitHub does.

https://docs.github.com/actions/reference/evaluate-expressions-in-workflows-and-actions
"""
import re

EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
TOKEN = re.compile(r"\s*('(?:[^']|'')*'|&&|\|\||==|!=|!|\(|\)|[A-Za-z_][\w-]*(?:\.[\w-]+)*|$)")
FALSE = (None, False, 0, "")


def evaluate(expression, contexts, functions):
    """The value of an expression; a name that nobody knows fails, as no typing error may pass."""
    tokens = []
    position = 0
    while position < len(expression.rstrip()):
        match = TOKEN.match(expression, position)
        if not match:
            raise ValueError(f"not understood: {expression[position:]}")
        tokens.append(match.group(1))
        position = match.end()
    value, rest = _either(tokens, contexts, functions)
    if rest:
        raise ValueError(f"not understood: {rest} of {expression}")
    return value


def interpolate(value, contexts, functions):
    """What a value of YAML amounts to: an expression alone keeps its type, others become text."""
    if not isinstance(value, str):
        return value
    whole = EXPRESSION.fullmatch(value.strip())
    if whole:
        return evaluate(whole.group(1), contexts, functions)
    return EXPRESSION.sub(lambda match: as_text(evaluate(match.group(1), contexts, functions)), value)


def as_text(value):
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _either(tokens, *known):
    value, tokens = _both(tokens, *known)
    while tokens[:1] == ["||"]:
        other, tokens = _both(tokens[1:], *known)
        value = other if value in FALSE else value
    return value, tokens


def _both(tokens, *known):
    value, tokens = _comparison(tokens, *known)
    while tokens[:1] == ["&&"]:
        other, tokens = _comparison(tokens[1:], *known)
        value = value if value in FALSE else other
    return value, tokens


def _comparison(tokens, *known):
    value, tokens = _operand(tokens, *known)
    if tokens[:1] in (["=="], ["!="]):
        operator = tokens[0]
        other, tokens = _operand(tokens[1:], *known)
        # GitHub compares texts without their case.
        value = (as_text(value).lower() == as_text(other).lower()) == (operator == "==")
    return value, tokens


def _operand(tokens, contexts, functions):
    first, rest = tokens[0], tokens[1:]
    if first == "!":
        value, rest = _operand(rest, contexts, functions)
        return value in FALSE, rest
    if first == "(":
        value, rest = _either(rest, contexts, functions)
        return value, rest[1:]
    if first.startswith("'"):
        return first[1:-1].replace("''", "'"), rest
    if rest[:2] == ["(", ")"]:
        return functions[first](), rest[2:]
    return _named(first.split("."), contexts), rest


def _named(names, contexts):
    """Of a step that did not run, and of an output that it did not set, GitHub makes nothing."""
    value = contexts[names[0]]
    if names[0] == "steps":
        return value[names[1]].get(names[3]) if names[2] == "outputs" else None
    for name in names[1:]:
        value = value[name]
    return value
