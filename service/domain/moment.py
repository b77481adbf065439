"""What a moment of some precision leaves open: the days that it may be."""

from calendar import monthrange
from datetime import date

from service.domain.timespan import Approximate, Moment


def days_meant(moment: Moment) -> tuple[date, date]:
    """The first and the last day that it could be; for a day both are that day."""
    if not isinstance(moment, Approximate):
        return moment, moment
    first_month, last_month = (moment.month, moment.month) if moment.month else (1, 12)
    last_day = monthrange(moment.year, last_month)[1]
    return date(moment.year, first_month, 1), date(moment.year, last_month, last_day)
