"""Values to bytes and text: iCalendar, mail, and words for dates."""
