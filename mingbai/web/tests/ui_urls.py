"""A URL table for the tests of the design language: refusals on purpose, and one staff page with a table editor."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from mingbai.kit.errors import NotFound, NotNow, NotYours
from mingbai.web import pages_urls

TABLE = """{% extends "staff.html" %}
{% block title %}明细表{% endblock %}
{% block main %}<div class="wrap"><h1>明细表</h1>
<div class="scroll" role="region" aria-label="明细表" tabindex="0">
<table class="grid-edit" role="table">
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">行</th>
<th role="columnheader" scope="col">项目</th><th role="columnheader" scope="col" class="num">应收</th>
<th role="columnheader" scope="col" class="num">实收</th><th role="columnheader" scope="col">备注</th></tr></thead>
<tbody role="rowgroup"><tr role="row">
<th role="rowheader" scope="row"><span><span class="narrow-only">第 </span>1</span></th>
<td role="cell" data-label="项目"><input name="a" value="水费" aria-label="第 1 行 项目"></td>
<td role="cell" class="num" data-label="应收"><input name="b" value="3,168.00" aria-label="第 1 行 应收"></td>
<td role="cell" class="num" data-label="实收"><input name="c" value="3,168.00" aria-label="第 1 行 实收"></td>
<td role="cell" class="bad" data-label="备注"><input name="d" value="欠" aria-label="第 1 行 备注"></td></tr></tbody>
</table></div></div>{% endblock %}"""


def refuse(request: HttpRequest, kind: str) -> HttpResponse:
    if kind == "missing":
        raise NotFound
    if kind == "yours":
        raise NotYours("这一步要由主任来办。")
    if kind == "now":
        raise NotNow("公示还没满 15 天。\n10月29日 以后才能撤下 <b>。")
    raise RuntimeError("broken on purpose")


def table(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(TABLE).render({}, request))


def said(request: HttpRequest) -> HttpResponse:
    messages.success(request, "存好了。")
    return table(request)


def form(request: HttpRequest) -> HttpResponse:
    return HttpResponse("收到了")


urlpatterns = [
    path("refuse/<str:kind>/", refuse),
    path("refuse/<str:kind>.json", refuse),
    path("table/", table),
    path("said/", said),
    path("form/", form),
    path("", include(pages_urls)),
]
handler400 = "mingbai.web.errors.handler400"
handler403 = "mingbai.web.errors.handler403"
handler404 = "mingbai.web.errors.handler404"
handler500 = "mingbai.web.errors.handler500"
