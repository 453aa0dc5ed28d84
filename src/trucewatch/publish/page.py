"""What pages of HTML are made with: their templates, which escape whatever they are given, and their files."""

import base64
import hashlib
from functools import cache
from importlib.resources import files

from jinja2 import BaseLoader, Environment, StrictUndefined, Template
from markupsafe import Markup

from trucewatch.publish.text import visible

__all__ = ["asset", "digest", "template"]


def asset(name: str) -> str:
    """A file of the templates' folder."""
    return files("trucewatch.publish").joinpath("templates", name).read_text("utf-8").strip()


def digest(text: str) -> str:
    """What a page's policy names an element of style or script by."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"


@cache
def template(name: str) -> Template:
    """A template; all that it shows is escaped, and hidden direction marks in it are spelt out."""
    environment = Environment(
        loader=BaseLoader(),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    return environment.from_string(asset(name))


def _shown(value: object) -> object:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
