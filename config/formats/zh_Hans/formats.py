"""Dates as our pages write them; Django's own would say 09月5日."""

DAY_FORMAT = "Y年n月j日 l"
MONTH_DAY_FORMAT = "n月j日"
SHORT_DAY_FORMAT = "n月j日 l"
MONTH_DAY_TIME_FORMAT = "n月j日 G:i"
