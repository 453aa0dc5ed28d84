"""Who is who and where is where: aliases, dated relations, gazetteers, places with their uncertainty."""
