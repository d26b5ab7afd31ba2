"""Dates as our pages write them; Django's own would say 09月5日."""

MONTH_DAY_FORMAT = "n月j日"
MONTH_DAY_TIME_FORMAT = "n月j日 G:i"
