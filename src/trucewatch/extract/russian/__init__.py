"""Russian reports to claims by rules over natasha's parse."""
