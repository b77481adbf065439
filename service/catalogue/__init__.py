"""Calendar files to domain values: every mistake in a file is found at once and said in a sentence."""
