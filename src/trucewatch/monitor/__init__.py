"""Incidents held against agreements: findings, obligations, control."""
