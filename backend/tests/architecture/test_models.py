"""Models are alike: time stamps, a name for people, relations with reasons."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models

from common.models import TimeStampedBaseModel
from tests.architecture.tree import (
    APPS,
    PythonFile,
    called_name,
    keyword,
    report,
    source_files,
)

# Rows of a relation are written and deleted with it, and never looked at alone.
THROUGH_TABLES = {"blog.PostAuthor", "blog.SeriesMember"}
RELATIONS = {"ForeignKey", "OneToOneField", "ManyToManyField"}
TEXTS = {"CharField", "TextField", "SlugField", "EmailField", "URLField", "FileField"}

OWN_MODELS = [model for app in APPS for model in apps.get_app_config(app).get_models()]
Field = tuple[PythonFile, ast.stmt, ast.Call]


def _title(model: type[models.Model]) -> str:
    return model._meta.label


@pytest.mark.parametrize("model", OWN_MODELS, ids=_title)
def test_a_model_knows_when_its_rows_changed(model: type[models.Model]) -> None:
    is_through = model._meta.label in THROUGH_TABLES

    assert issubclass(model, TimeStampedBaseModel) is not is_through


@pytest.mark.parametrize("model", OWN_MODELS, ids=_title)
def test_a_model_has_a_name_for_people(model: type[models.Model]) -> None:
    assert model.__str__ is not models.Model.__str__


@pytest.mark.parametrize("model", OWN_MODELS, ids=_title)
def test_a_model_has_one_table(model: type[models.Model]) -> None:
    assert not model._meta.parents or model._meta.proxy


def test_through_tables_are_models() -> None:
    assert {_title(model) for model in OWN_MODELS} >= THROUGH_TABLES


def test_relations_have_a_name_for_the_way_back() -> None:
    problems = [
        f"{file.at(call)}: {called_name(call)} without related_name"
        for file, _, call in _fields(RELATIONS)
        if keyword(call, "related_name") is None
    ]
    assert not problems, report(problems)


def test_relations_to_other_apps_are_strings() -> None:
    problems = [
        f"{file.at(call)}: the target is a class of another app"
        for file, _, call in _fields(RELATIONS)
        if isinstance(target := _target(call), ast.Name)
        and target.id in _names_from_other_apps(file)
    ]
    assert not problems, report(problems)


def test_what_deleting_does_has_a_reason() -> None:
    problems = [
        f"{file.at(call)}: say why {ast.unparse(on_delete)}"
        for file, statement, call in _fields(RELATIONS)
        if (on_delete := keyword(call, "on_delete")) is not None
        and not ast.unparse(on_delete).endswith("CASCADE")
        and not file.has_comment_at(statement)
    ]
    assert not problems, report(problems)


def test_text_that_may_be_null_has_a_reason() -> None:
    problems = [
        f"{file.at(call)}: an empty string is enough, or say why not"
        for file, statement, call in _fields(TEXTS)
        if isinstance(null := keyword(call, "null"), ast.Constant)
        and null.value is True
        and not file.has_comment_at(statement)
    ]
    assert not problems, report(problems)


def test_the_fields_of_the_source_are_found() -> None:
    of_models = {
        relation.name
        for model in OWN_MODELS
        for relation in model._meta.get_fields()
        if relation.is_relation and not relation.auto_created
    }

    assert len(list(_fields(RELATIONS))) >= len(of_models) / 2


def _fields(kinds: set[str]) -> Iterator[Field]:
    """Give each field of one of `kinds`, with its statement in the class body."""
    for file in source_files():
        if file.parts[0] not in APPS or "models" not in "/".join(file.parts):
            continue
        for owner in (node for node in file.nodes if isinstance(node, ast.ClassDef)):
            for statement in owner.body:
                value = getattr(statement, "value", None)
                if isinstance(value, ast.Call) and called_name(value) in kinds:
                    yield file, statement, value


def _target(call: ast.Call) -> ast.expr | None:
    return call.args[0] if call.args else keyword(call, "to")


def _names_from_other_apps(file: PythonFile) -> set[str]:
    return {
        alias.asname or alias.name
        for node in file.nodes
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
        if node.module.partition(".")[0] in set(APPS) - {file.parts[0]}
    }
