"""Webhooks: other programs are told of new findings and overdue obligations, signed, until they have taken it in."""

from trucewatch.workbench.hooks.courier import Courier
from trucewatch.workbench.hooks.running import Round
from trucewatch.workbench.hooks.signature import SIGNATURE, signed, verify
from trucewatch.workbench.hooks.subscriptions import EVENTS, Delivery, Hooks, Subscription

__all__ = ["EVENTS", "SIGNATURE", "Courier", "Delivery", "Hooks", "Round", "Subscription", "signed", "verify"]
