"""What people send: the boxes above the catalogue, local rules, a catalogue file, a route."""

from mingbai.catalog.forms.catalogue import CatalogueForm, FromForm, ImportForm, LocalForm
from mingbai.catalog.forms.routes import EndForm, RouteForm, StepForm

__all__ = ["CatalogueForm", "EndForm", "FromForm", "ImportForm", "LocalForm", "RouteForm", "StepForm"]
