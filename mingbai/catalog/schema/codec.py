"""Frozen dataclasses to JSON and back, strictly: unknown keys, wrong types and unlisted words are errors."""

from collections.abc import Iterable
from dataclasses import MISSING, Field, field, fields
from typing import Any, TypeVar, cast

from django.utils.translation import gettext as _

from mingbai.catalog.schema.errors import SpecError
from mingbai.catalog.schema.vocab import allowed

T = TypeVar("T")
Json = dict[str, Any]
_TYPE_NAMES = {str: "文字", int: "整数", bool: "true 或 false"}


def word(choices: Iterable[str], default: Any = MISSING, *, keep: bool = False) -> Any:
    """A field of one word (a tuple: several) of a closed vocabulary; `keep` writes it even at its default."""
    return field(default=default, metadata={"allowed": tuple(choices), **({"keep": True} if keep else {})})


def nested(cls: type, default: Any = MISSING) -> Any:
    """A field that holds another dataclass of ours, or a tuple of them."""
    return field(default=default, metadata={"of": cls})


def dump(value: Any) -> Json:
    """All fields that differ from their default, in field order; tuples become lists. Raises nothing."""
    out: Json = {}
    for spec in fields(value):
        got = getattr(value, spec.name)
        if spec.default is not MISSING and got == spec.default and "keep" not in spec.metadata:
            continue
        out[spec.name] = _plain(got, "of" in spec.metadata)
    return out


def _plain(got: Any, is_nested: bool) -> Any:
    if isinstance(got, tuple):
        return [dump(one) if is_nested else one for one in got]
    return dump(got) if is_nested and got is not None else got


def load(cls: type[T], data: object, where: str = "") -> T:
    """Build `cls` from a JSON object; raises SpecError with the path of the first thing that is not allowed."""
    if not isinstance(data, dict):
        raise SpecError(where or cls.__name__, _("这里要填一个对象"))
    specs = {spec.name: spec for spec in fields(cast(Any, cls))}
    for name in data:
        if name not in specs:
            raise SpecError(_join(where, str(name)), _("没有这个字段，可用的是：%(names)s") % {"names": allowed(specs)})
    for name, spec in specs.items():
        if name not in data and spec.default is MISSING and spec.default_factory is MISSING:
            raise SpecError(_join(where, name), _("缺少这个字段"))
    values = {name: _value(specs[name], got, _join(where, name)) for name, got in data.items()}
    try:
        return cls(**values)
    except SpecError as error:
        raise SpecError(_join(where, error.where), error.sentence) from None


def _value(spec: Field[Any], got: Any, where: str) -> Any:
    inner = spec.metadata.get("of")
    if isinstance(got, list):
        return tuple(load(inner, one, f"{where}[{index}]") if inner else one for index, one in enumerate(got))
    return load(inner, got, where) if inner and got is not None else got


def check_fields(value: Any) -> None:
    """Check types and vocabularies of a dataclass instance; raises SpecError naming the field. For __post_init__."""
    for spec in fields(value):
        got = getattr(value, spec.name)
        choices = spec.metadata.get("allowed")
        many = isinstance(got, tuple)
        expects_many = "tuple" in str(spec.type)
        if many != expects_many:
            raise SpecError(spec.name, _("这里要填一个列表") if expects_many else _("这里只能填一个值"))
        if choices is None:
            _check_type(spec, got)
            continue
        for one in got if many else (got,):
            if one not in choices:
                raise SpecError(
                    spec.name,
                    _("“%(value)s”不在允许的取值里，可用的是：%(allowed)s")
                    % {"value": one, "allowed": allowed(choice for choice in choices if choice)},
                )


def _check_type(spec: Field[Any], got: Any) -> None:
    kind = str(spec.type)
    for expected, label in _TYPE_NAMES.items():
        if kind.startswith(f"<class '{expected.__name__}'") and type(got) is not expected:
            raise SpecError(spec.name, _("这里要填%(kind)s") % {"kind": label})
    if kind == "tuple[str, ...]" and not all(isinstance(one, str) for one in got):
        raise SpecError(spec.name, _("列表里每一项都要是文字"))
    if kind in ("int | None", "tuple[int, ...]"):
        numbers = got if isinstance(got, tuple) else (() if got is None else (got,))
        if not all(type(one) is int and one >= 0 for one in numbers):
            raise SpecError(spec.name, _("这里要填不小于 0 的整数"))


def _join(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name
