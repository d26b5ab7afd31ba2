"""The embedded default, as one starts it: a process with SQLite and no Redis, told to stop by a signal."""

import os
import signal
import subprocess
import sys

import pytest
from django.conf import settings
