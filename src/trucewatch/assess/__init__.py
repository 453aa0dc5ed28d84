"""Claims in, incidents out: which claims speak of one event, whose voices they are, what they weigh."""

from trucewatch.assess.incidents import METHOD, assess, group

__all__ = ["METHOD", "assess", "group"]
