"""Puts the operator's site in the place of Django's own admin."""

from django.contrib.admin.apps import AdminConfig


class OperatorAdmin(AdminConfig):
    default_site = "mingbai.web.operators.OperatorSite"
