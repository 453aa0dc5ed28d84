"""The only memory: append-only, bitemporal, hash-chained entries, and the evidence they speak of."""
