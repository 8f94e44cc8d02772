"""How well deadline wordings are read: python -m tests.report_deadlines FILE.tsv

FILE has the columns raw, kind, ISO date or RFC 5545 rule, source, with a heading. Kinds are compared over all rows;
dates and rules where the third column is exactly one, or one with a remark in brackets behind it.
"""

from __future__ import annotations

import csv
import re
import sys
from datetime import date
from pathlib import Path

from protocols.document.dates import read_deadline

_EXACT = re.compile(r"(?:RRULE:)?(FREQ=[A-Z0-9=;,-]+|\d{4}-\d\d-\d\d)(?:\s\(.*\))?$")
_SPAN = re.compile(r"\d{4}-\d\d-\d\d/(\d{4}-\d\d-\d\d)$")


def expected(cell: str) -> str | None:
    match = _EXACT.match(cell) or _SPAN.match(cell)
    return same_rule(match[1]) if match else None


def same_rule(rule: str) -> str:
    """«каждый квартал» has two spellings: by months of the year, and every three months counted from January."""
    rule = rule.replace("FREQ=YEARLY;BYMONTH=1,4,7,10;", "FREQ=MONTHLY;INTERVAL=3;")
    return rule.replace("FREQ=YEARLY;BYMONTH=1,7;", "FREQ=MONTHLY;INTERVAL=6;")


def main(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    kinds = dates = asked = 0
    for row in rows:
        raw, kind, cell = row["raw"], row["kind"], row["date_or_rule"]
        read = read_deadline(raw, date(2010, 1, 11))
        got, wanted = read.recurrence or read.due_on, expected(cell)
        kinds += read.kind == kind
        asked += wanted is not None
        right = wanted is None or (got is not None and same_rule(got) == wanted)
        dates += wanted is not None and right
        if read.kind != kind or not right:
            print(f"{raw}\n    expected {kind} {cell}\n    got      {read.kind} {got}")
    print(f"kinds: {kinds} of {len(rows)}, {100 * kinds / len(rows):.1f} %")
    print(f"dates and rules: {dates} of {asked}, {100 * dates / max(asked, 1):.1f} %")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
