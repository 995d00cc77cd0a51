"""The URL table as it is in demo mode, for the tests of the other settings."""

from django.urls import include, path

from mingbai.web import urls

urlpatterns = [*urls.urlpatterns, path("", include("mingbai.web.demo.urls"))]
handler400, handler403, handler404 = urls.handler400, urls.handler403, urls.handler404
handler429, handler500 = urls.handler429, urls.handler500
