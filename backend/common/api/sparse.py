"""Sparse fields: `fields`, `include`, `fields[author]`, and serializers cut by them.

`fields` chooses the members at the top, `include` adds relations it left out, and
`fields[author]` chooses the members inside an embedded author.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework import serializers
from typing_extensions import override

from common.api.parameters import CommaListField, QueryParameters
from common.selection import Selection


class SparseSerializer(serializers.Serializer[Any]):
    """Outputs the members of `selection` only, in declared order; all without one.

    `relations` names the member that embeds a type of resource, such as
    `{"author": "authors"}`. Members are dropped when the serializer is made, so a row
    costs nothing extra.
    """

    relations: ClassVar[Mapping[str, str]] = {}

    def __init__(
        self, *args: Any, selection: Selection | None = None, **kwargs: Any
    ) -> None:
        self.selection = selection
        super().__init__(*args, **kwargs)

    @override
    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        fields = super().get_fields()
        if self.selection is None:
            return fields
        chosen = {name: fields[name] for name in fields if name in self.selection}
        for relation, members in self.selection.nested.items():
            inner = _embedded(chosen[relation])
            if inner is not None:
                for name in set(inner.fields) - members:
                    inner.fields.pop(name)
        return chosen


class SparseParameters(QueryParameters):
    """Base of the parameters of endpoints whose output can be cut.

    `parse` answers a `Selection` under the name `selection`.
    """

    output_class: ClassVar[type[SparseSerializer]]

    # A declared `fields` would hide the attribute of that name, and brackets are no
    # Python name.
    @override
    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        output = self.output_class()
        fields = super().get_fields()
        fields["fields"] = CommaListField.of(
            output.fields,
            required=False,
            help_text="The members to return; all if absent.",
        )
        if output.relations:
            fields["include"] = CommaListField.of(
                output.relations,
                required=False,
                help_text="Relations to return although `fields` leaves them out.",
            )
        for resource, members in _members_by_resource(output).items():
            fields[f"fields[{resource}]"] = CommaListField.of(
                members,
                required=False,
                help_text=f"The members of each embedded {resource}; all if absent.",
            )
        return fields

    @override
    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs = super().validate(attrs)
        relations = self.output_class.relations
        chosen = set(attrs.pop("fields", None) or self._allowed("fields"))
        chosen.update(relations[name] for name in attrs.pop("include", ()))
        nested = {}
        for resource, member in relations.items():
            name = f"fields[{resource}]"
            inner = attrs.pop(name, None)
            if member in chosen and name in self.fields:
                nested[member] = frozenset(inner or self._allowed(name))
        return {**attrs, "selection": Selection(frozenset(chosen), nested)}

    def _allowed(self, name: str) -> list[str]:
        # Cheap: one instance of the parameters serves all requests.
        field: Any = self.fields[name]
        return list(field.child.choices)


def _members_by_resource(output: SparseSerializer) -> dict[str, list[str]]:
    embedded = {
        resource: _embedded(output.fields[member])
        for resource, member in output.relations.items()
    }
    return {
        resource: list(inner.fields)
        for resource, inner in embedded.items()
        if inner is not None
    }


def _embedded(field: Any) -> serializers.Serializer[Any] | None:
    inner = getattr(field, "child", field)
    return inner if isinstance(inner, serializers.Serializer) else None
