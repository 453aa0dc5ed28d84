"""Arabic reports to claims: a lexicon, a light morphology and rules over the words of a clause."""
