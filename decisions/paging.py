"""Pages of a list that may hold a million rows: nobody turns two hundred pages, so nobody counts them all."""

from __future__ import annotations

from functools import cached_property

from django.core.paginator import Paginator

CAP = 10_000


class CappedPaginator(Paginator):
    """Counts no further than the cap; what lies behind it is found by a filter."""

    @cached_property
    def _counted(self) -> int:
        return self.object_list.order_by()[: CAP + 1].count()

    @cached_property
    def count(self) -> int:
        return min(self._counted, CAP)

    @property
    def spoken_count(self) -> str:
        return f"больше {CAP:,}".replace(",", "\N{NO-BREAK SPACE}") if self._counted > CAP else str(self.count)
