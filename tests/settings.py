"""The settings under test: those of the product, with a throw-away data directory and cheaper passwords."""

import os
import tempfile

# Before the product's settings are read, so that nothing of the developer's own environment decides a test.
DATABASE_URL = os.environ.get("MINGBAI_DATABASE_URL", "")
for name in [name for name in os.environ if name.startswith("MINGBAI_") and not name.startswith("MINGBAI_TEST_")]:
    del os.environ[name]
if DATABASE_URL:
    os.environ["MINGBAI_DATABASE_URL"] = DATABASE_URL
os.environ["MINGBAI_DATA_DIR"] = tempfile.mkdtemp(prefix="mingbai-test-")
os.environ["MINGBAI_CACHE_URL"] = "locmem://"
os.environ["MINGBAI_LOG_LEVEL"] = "WARNING"

from mingbai.web.settings import *  # noqa: E402, F403
from mingbai.web.settings import STORAGES  # noqa: E402
from tests.steady import hold  # noqa: E402

hold()

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
READ_PICTURES = False  # a test that reads one says so
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
