"""The pages that anybody reaches without signing in. All others lead to the sign-in page; a test compares."""

OPEN_DOORS = {
    "account_login": "where one signs in",
    "account_logout": "only leads to the sign-in page when nobody has signed in",
    "accounts:invitation": "where an invited person sets a first password; the link is the key",
    "set_language": "the switch in the footer, also on the sign-in page",
    "health": "for load balancers; says that the database answers, nothing else",
    "sessions:join": "where the holder of a cohort's join link asks for a place; the link is the key, an admin decides",
    "sessions:scan": "keeps the scan while its trainee signs in; records nothing",
    "sessions:calendar_feed": "a calendar programme reads it; the address is the key, and a new one shuts the old one",
    "documents:verify_file": "whether a PDF is one that was issued; compares its fingerprint and keeps nothing",
    "documents:verify": "whether a certificate is genuine; its token cannot be guessed",
}
# Static files are no page: whitenoise serves them before any view. Media have no address at all.
