"""The rule that text from people and files never becomes markup, read from the syntax tree.

Textual takes a plain string in these places for markup: `[@click=…]` in a patient's name would fire. So what
is handed over must be a literal, a translated literal, or something already wrapped: `Content(…)`, `Text(…)`,
`Content.from_markup("literal", name=value)`; or the call must say `markup=False`.

    python -m tests.checks.markup [FOLDER…]
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDERS = (Path("medcab_tui/ui"), Path("medcab_tui/demo"), Path("medcab_tui/commands"))

WIDGETS = frozenset(
    "Static Label Button Checkbox RadioButton Link Option Selection Tab TabPane Tree Toast Tooltip"
    " Collapsible OptionList SelectionList RadioSet Select Markdown Notification".split()
)
"""Their positional arguments, and these keywords, are texts."""

METHODS = frozenset(
    "update add_row add_rows add_column add_columns add_option add_options add_leaf set_label"
    " replace_option_prompt set_options".split()
)
TEXT_KEYWORDS = frozenset({"label", "title", "content", "prompt", "message", "tooltip", "placeholder"})
ATTRIBUTES = frozenset({"border_title", "border_subtitle", "tooltip", "label", "placeholder"})
WRAPPED = frozenset({"Content", "Text", "Strip", "Segment", "Segments", "Group", "Padding"})
TRANSLATED = frozenset({"_", "ngettext", "pgettext", "N_"})
MAKES_MARKUP = frozenset({"from_markup", "render_markup", "to_content"})
NOT_TEXT = frozenset({"int", "float", "bool", "Path", "dict", "set", "bytes", "split", "items", "encode"})


@dataclass(frozen=True, slots=True)
class Offence:
    """A place where a value would be read as markup."""

    line: int
    told: str


def offences(source: str) -> list[Offence]:
    """Every offence in one module, by line."""
    reading = _Reading(ast.parse(source))
    return sorted(reading.offences(), key=lambda each: each.line)


class _Reading:
    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.returns_wrapped = {
            node.name
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _is_wrapped_type(node.returns)
        }
        self.sinks = (WIDGETS - _ours(tree)) | {
            node.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ClassDef) and any(_name(base) in WIDGETS for base in node.bases)
        }
        self.scope: ast.AST = tree

    def offences(self) -> Iterator[Offence]:
        yield from self._within(self.tree, parent_class=None)

    def _within(self, node: ast.AST, parent_class: ast.ClassDef | None) -> Iterator[Offence]:
        for child in ast.iter_child_nodes(node):
            outer = self.scope
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                self.scope = child
            yield from self._here(child, parent_class)
            yield from self._within(child, child if isinstance(child, ast.ClassDef) else parent_class)
            self.scope = outer

    def _here(self, node: ast.AST, parent_class: ast.ClassDef | None) -> Iterator[Offence]:
        if isinstance(node, ast.Call):
            yield from self._call(node, parent_class)
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Attribute) and target.attr in ATTRIBUTES:
                    yield from self._judge(node.value, f".{target.attr} =")
        elif isinstance(node, ast.ImportFrom) and node.module in {"rich.markup", "textual.markup"}:
            for imported in node.names:
                if imported.name == "escape":
                    yield Offence(node.lineno, "escape() is bypassed by a leading space: wrap in Content(…)")

    def _call(self, call: ast.Call, parent_class: ast.ClassDef | None) -> Iterator[Offence]:
        name = _name(call.func)
        if name in MAKES_MARKUP:
            for given in call.args[:1]:
                if not _is_literal(given):
                    yield Offence(call.lineno, f"{name}() of something that is not a literal")
            return
        if any(each.arg == "markup" and _is_false(each.value) for each in call.keywords):
            return
        own = _is_super_init(call) and parent_class is not None and parent_class.name in self.sinks
        method = isinstance(call.func, ast.Attribute) and name in METHODS
        if not (own or method or name in self.sinks):
            return
        place = f"super().__init__ of {parent_class.name}" if own and parent_class else f"{name}("
        for given in call.args:
            yield from self._judge(given, place)
        for keyword in call.keywords:
            if keyword.arg in TEXT_KEYWORDS:
                yield from self._judge(keyword.value, place)

    def _judge(self, value: ast.expr, place: str) -> Iterator[Offence]:
        if not self._is_safe(value, frozenset()):
            yield Offence(value.lineno, f"{place} {ast.unparse(value)[:60]}: wrap it in Content(…)")

    def _is_safe(self, value: ast.expr, seen: frozenset[str]) -> bool:
        match value:
            case ast.Constant():
                return True
            case ast.BinOp(left=ast.Constant(), right=ast.Constant()):
                return True
            case ast.Call():
                return self._is_safe_call(value, seen)
            case ast.IfExp(body=body, orelse=other):
                return self._is_safe(body, seen) and self._is_safe(other, seen)
            case ast.BoolOp(values=values):
                return all(self._is_safe(each, seen) for each in values)
            case ast.Starred(value=inner):
                return self._is_safe(inner, seen)
            case ast.List(elts=values) | ast.Tuple(elts=values) | ast.Set(elts=values):
                return all(self._is_safe(each, seen) for each in values)
            case ast.GeneratorExp(elt=each) | ast.ListComp(elt=each) | ast.SetComp(elt=each):
                return self._is_safe(each, seen)
            case ast.Dict() | ast.DictComp() | ast.Lambda():
                return True
            case ast.Name(id=name):
                return name not in seen and self._is_safe_name(name, seen | {name})
            case ast.Await(value=inner):
                return self._is_safe(inner, seen)
        return False

    def _is_safe_call(self, call: ast.Call, seen: frozenset[str]) -> bool:
        name = _name(call.func)
        if name in TRANSLATED:
            return all(_is_literal(each) for each in call.args[: 1 if name in {"_", "N_"} else 2])
        if isinstance(call.func, ast.Attribute) and _name(call.func.value) in {"Content", "Text"}:
            return True  # assemble, from_rich_text, styled …; from_markup is judged where it stands
        if name in self.sinks:
            return True  # judged as a call of its own
        return name in WRAPPED or name in self.returns_wrapped or name in NOT_TEXT

    def _is_safe_name(self, name: str, seen: frozenset[str]) -> bool:
        """A local variable is safe when everything it is ever given is; a parameter when its type says so."""
        given: list[ast.expr] = []
        for node in ast.walk(self.scope):
            if isinstance(node, ast.arg) and node.arg == name:
                return _is_wrapped_type(node.annotation)
            if isinstance(node, ast.Assign) and any(_binds(target, name) for target in node.targets):
                given.append(node.value)
            if isinstance(node, ast.AnnAssign | ast.NamedExpr) and _binds(node.target, name) and node.value:
                given.append(node.value)
            if isinstance(node, ast.AugAssign) and _binds(node.target, name):
                return False
            if isinstance(node, ast.For | ast.comprehension) and _binds(node.target, name):
                given.append(node.iter)
        return bool(given) and all(self._is_safe(each, seen) for each in given)


def _ours(tree: ast.Module) -> set[str]:
    """Names that mean something of this program here, not a widget of Textual."""
    return {
        each.asname or each.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("medcab_tui.")
        for each in node.names
    }


def _name(node: ast.AST | None) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Subscript):
        return _name(node.value)
    return ""


def _binds(target: ast.expr, name: str) -> bool:
    return any(isinstance(each, ast.Name) and each.id == name for each in ast.walk(target))


def _is_literal(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return True
    return isinstance(node, ast.Call) and _name(node.func) in TRANSLATED and all(map(_is_literal, node.args))


def _is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def _is_super_init(call: ast.Call) -> bool:
    return (
        isinstance(call.func, ast.Attribute)
        and call.func.attr == "__init__"
        and isinstance(call.func.value, ast.Call)
        and _name(call.func.value.func) == "super"
    )


def _is_wrapped_type(annotation: ast.expr | None) -> bool:
    """Content, Text, Visual …, also with None, in a list, or written as a string."""
    if annotation is None:
        return False
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        return _is_wrapped_type(ast.parse(annotation.value, mode="eval").body)
    if isinstance(annotation, ast.BinOp):
        sides = (annotation.left, annotation.right)
        return all(_is_wrapped_type(each) or _is_none(each) for each in sides)
    if isinstance(annotation, ast.Subscript) and isinstance(annotation.slice, ast.Name | ast.BinOp):
        return _is_wrapped_type(annotation.slice)
    return _name(annotation) in WRAPPED | NOT_TEXT


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def main(folders: tuple[Path, ...]) -> int:
    """Print every offence; 1 when there is one."""
    count = 0
    for file in sorted(file for folder in folders for file in folder.rglob("*.py")):
        for each in offences(file.read_text("utf-8")):
            print(f"{file}:{each.line}: {each.told}")
            count += 1
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main(tuple(map(Path, sys.argv[1:])) or FOLDERS))
