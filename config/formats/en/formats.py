"""Dates as our pages write them: the day first, a clock of 24 hours."""

DATE_FORMAT = "j F Y"
DAY_FORMAT = "l, j F Y"
MONTH_DAY_FORMAT = "j F"
SHORT_DAY_FORMAT = "l, j F"
MONTH_DAY_TIME_FORMAT = "j F, G:i"
