"""Calendar files as values, and every mistake in them as a sentence."""
