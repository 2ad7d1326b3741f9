"""`{% ui %}`, `{% uiblock %}`: the components in templates; `{% icon %}`: one drawing of the sprite.

{% ui "button" label="签收" kind="act" key="s" %}
{% uiblock "deed" %} … {% slot "foot" %} … {% endslot %}{% enduiblock %}
"""

from collections.abc import Mapping
from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.context import Context
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from shanzhi.kernel.ui import components
from shanzhi.kernel.ui.component import REGISTRY, Component, build, problem

register = template.Library()


class SlotNode(template.Node):
    """A named body; drawn by the component around it."""

    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name = name
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:  # noqa: ARG002 - the shape of a node
        """Nothing in its own place."""
        return SafeString("")


class ComponentNode(template.Node):
    """A component with its props, and the bodies that fill its slots."""

    def __init__(self, cls: type[Component], given: Mapping[str, FilterExpression], body: NodeList) -> None:
        self.cls = cls
        self.given = given
        self.body = body

    def render(self, context: Context) -> SafeString:
        """Fill the slots in the page's context, then draw the component in its own."""
        values = {name: value.resolve(context) for name, value in self.given.items()}
        made = build(self.cls, values)
        if (html := made.html()) is not None:
            return html
        slots = {node.name: node.nodelist.render(context) for node in self.body if isinstance(node, SlotNode)}
        slots["body"] = self.body.render(context)
        return draw(made, context, slots)


def draw(made: Component, context: Context, slots: Mapping[str, str]) -> SafeString:
    """Render a component; it sees its own props and slots, the request's token, and nothing else of the page."""
    inner = {
        **made.context(),
        "slots": slots,
        "csrf_token": context.get("csrf_token"),
        "mode": context.get("mode", "plain"),
    }
    drawing: Any = get_template(made.template)
    html: str = drawing.template.render(context.new(inner))
    return mark_safe(html.strip())  # noqa: S308 - a template escapes


def _component(parser: Parser, token: Token) -> tuple[type[Component], dict[str, FilterExpression]]:
    """Read `"name" prop=value …` and check it against the declaration."""
    tag, *bits = token.split_contents()
    if not bits:
        raise template.TemplateSyntaxError(f"{{% {tag} %}} needs the name of a component")
    name = bits.pop(0).strip("\"'")
    cls = REGISTRY.get(name)
    if cls is None:
        raise template.TemplateSyntaxError(f"there is no component {name!r}; there are {', '.join(sorted(REGISTRY))}")
    given = token_kwargs(bits, parser)
    if bits:
        raise template.TemplateSyntaxError(f"component {name!r} takes props as name=value, not {' '.join(bits)!r}")
    if wrong := problem(cls, set(given)):
        raise template.TemplateSyntaxError(wrong)
    return cls, given


@register.tag
def ui(parser: Parser, token: Token) -> ComponentNode:
    """A component without a body."""
    cls, given = _component(parser, token)
    return ComponentNode(cls, given, NodeList())


@register.tag
def uiblock(parser: Parser, token: Token) -> ComponentNode:
    """A component with a body and slots, up to `{% enduiblock %}`."""
    cls, given = _component(parser, token)
    body = parser.parse(("enduiblock",))
    parser.delete_first_token()
    filled = {"body", *(node.name for node in body if isinstance(node, SlotNode))}
    if unknown := filled - {*cls.slots, "body"}:
        raise template.TemplateSyntaxError(f"component {cls.name!r} has no slot {', '.join(sorted(unknown))}")
    if not cls.slots:
        raise template.TemplateSyntaxError(f"component {cls.name!r} takes no body; write {{% ui %}}")
    return ComponentNode(cls, given, body)


@register.tag
def slot(parser: Parser, token: Token) -> SlotNode:
    """A named body inside `{% uiblock %}`."""
    parts = token.split_contents()
    if len(parts) != 2:
        raise template.TemplateSyntaxError('write {% slot "name" %}')
    nodelist = parser.parse(("endslot",))
    parser.delete_first_token()
    return SlotNode(parts[1].strip("\"'"), nodelist)


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """One drawing; always beside a word, so hidden from readers. Unknown names raise ValueError."""
    if name not in components.ICONS:
        raise ValueError(f"there is no icon {name!r}")
    extra = f" icon-{size}" if size else ""
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#{}"/></svg>', extra, static("ui/icons.svg"), name
    )


@register.simple_tag(takes_context=True)
def surface(context: Context) -> str:
    """Which surface this request belongs to, by its path: for pages that serve all three (errors, login)."""
    path: Any = getattr(context.get("request"), "path", "/")
    first = path.split("/")[1] if "/" in path else ""
    return {"desk": "desk", "staff": "desk", "centre": "centre"}.get(first, "resident")
