"""How an opinion says what it is about."""

from django import template

from mingbai.feedback.rules.listing import place_of

register = template.Library()
register.filter("place", place_of)
