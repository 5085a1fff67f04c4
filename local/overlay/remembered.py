"""Answers that are remembered: the emulator parses and checks a query's condition again for every item it looks at.

Both functions depend on the text of the condition alone, and nobody changes what they return.
"""
import functools

from ministack.services import dynamodb

CONDITIONS = 512


def install() -> None:
    for name in ("_tokenize", "_condition_syntax_error"):
        setattr(dynamodb, name, functools.lru_cache(maxsize=CONDITIONS)(getattr(dynamodb, name)))
