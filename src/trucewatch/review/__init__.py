"""Where people decide: what comes next, their decisions as entries of the ledger, and how far coders agree."""
