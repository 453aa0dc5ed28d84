"""English reports: rules over the spaCy parse and a trained tagger, joined."""
