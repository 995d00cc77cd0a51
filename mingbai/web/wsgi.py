"""The WSGI application that Granian serves."""

import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from mingbai.web.cache import FrontCache
from mingbai.web.checks import refusals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingbai.web.settings")
if sentences := refusals():  # another server than `mingbai serve` may load this file
    raise ImproperlyConfigured("；".join(sentences))
application = FrontCache(get_wsgi_application())
