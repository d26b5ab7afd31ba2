"""The demo's world: a fictional bank, one class that starts today and one that has finished. Demo mode alone."""
