"""What leaves the house: situation reports in which every sentence leads back to a hashed source."""
