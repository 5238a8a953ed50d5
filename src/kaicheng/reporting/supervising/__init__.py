"""What a supervising authority does with the reports of its units."""
