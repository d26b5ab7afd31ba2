from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # ships no types
    """Names files by their content, also where one script imports another: a deploy never leaves a phone half old."""

    support_js_module_import_aggregation = True
