from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # ships no types
    """Names files by their content, also where one script imports another: a deploy never leaves a phone half old."""

    support_js_module_import_aggregation = True

    def create_compressor(self, *, quiet: bool, **_options: Any) -> Compressor:
        """Without the maps, outlines and WebAssembly of pdf.js: dense already; brotli takes long, saves little."""
        return Compressor(extensions=[*Compressor.SKIP_COMPRESS_EXTENSIONS, "bcmap", "pfb", "wasm"], quiet=quiet)
