"""Which route a notice takes. A route is data: ordered steps, each with who, how many, and whether it blocks.

A step: `key`; `kind` sign | vote | gate | review | file; `posts` (kinds of post); `where` own | above | any;
`policy` one | all | majority | a number; `blocks`; `label`; `stamp` (four characters); `lead` such as "5wd".
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from mingbai.catalog.models import Route
from mingbai.catalog.schema.item import ItemSpec
from mingbai.kit.errors import NotNow
from mingbai.orgs.models import Unit


def route_code(spec: ItemSpec, unit: Unit, *, nil: bool) -> str:
    if not unit.is_grassroots:
        return "office"
    if nil:
        return "nil"
    return "finance" if spec.domain == "finance" else "default"


def route_for(*, spec: ItemSpec, unit: Unit, nil: bool, now: datetime) -> Route:
    """The newest route of the right sort from the unit itself or the nearest unit above; else the national one."""
    code = route_code(spec, unit, nil=nil)
    near = Q(scope__isnull=True) | Q(scope__path__in=unit.ancestor_paths(include_self=True))
    found = Route.objects.filter(near, code=code, valid_from__lte=timezone.localdate(now)).select_related("scope")
    best = max(found, key=lambda route: (len(route.scope.path) if route.scope else 0, route.number), default=None)
    if best is None:
        raise NotNow(_("还没有载入“%(code)s”流程，请系统管理员运行 mingbai load-catalogue。") % {"code": code})
    return best
