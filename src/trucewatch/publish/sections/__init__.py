"""The parts of the situation report, one module a part; each turns a desk into sections of the document."""
