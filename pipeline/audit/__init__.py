"""Audit: what cannot be right in a catalog, found by small rules. Pure: no network, and the day is an argument."""

from pipeline.audit.every_rule import Audit, audit, audit_all, every_rule

__all__ = ["Audit", "audit", "audit_all", "every_rule"]
