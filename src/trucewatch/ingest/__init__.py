"""Bytes in, reports out: one module a format, plus page furniture, language and copies."""
