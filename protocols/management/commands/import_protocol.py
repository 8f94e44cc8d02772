"""Read a protocol from a file: show what was understood, or make a draft."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, NoReturn

from django.core.files import File
from django.core.management.base import BaseCommand

from protocols import intake
from protocols.document.model import ParsedProtocol, Unreadable
from protocols.document.parse import parse, reading
from protocols.document.read import read_safely


class Command(BaseCommand):
    help = "Прочитать протокол из файла и создать черновик (с --dry-run — только показать прочитанное)."
    requires_system_checks: list[str] = []  # with --dry-run no database need exist, and nothing but reading takes time

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", type=Path, metavar="ФАЙЛ")
        parser.add_argument("--dry-run", action="store_true", help="ничего не сохранять")
        parser.add_argument("--json", action="store_true", help="напечатать прочитанное в JSON")

    def handle(self, *, file: Path, dry_run: bool, **options: Any) -> None:
        try:
            document = read_safely(file)
            parsed = parse(document)
        except Unreadable as error:
            self.refuse(str(error))
        except OSError as error:
            self.refuse(f"Файл {file} не открывается: {error.strerror or error}.")
        if options["json"]:
            self.print_json(parsed)
        else:
            self.print_text(parsed)
        if not dry_run:
            self.create_draft(parsed, file, tuple(document.lines[index].text for index in parsed.unread))

    def refuse(self, sentence: str) -> NoReturn:
        """One line and nothing else: the message is for a person, or for a script that shows it to one."""
        self.stderr.write(sentence)
        sys.exit(2)

    def print_json(self, parsed: ParsedProtocol) -> None:
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        self.stdout.write(json.dumps(reading(parsed), ensure_ascii=False, indent=1))

    def print_text(self, parsed: ParsedProtocol) -> None:
        self.stdout.write(f"Протокол № {parsed.number or '—'} от {parsed.date or '—'}: {parsed.title or '—'}")
        for decision in parsed.decisions:
            parties = ", ".join(decision.responsible) or "—"
            self.stdout.write(f"{decision.number or '·'} {decision.text[:100]}")
            deadline = decision.deadline
            self.stdout.write(f"    срок: {deadline.raw or '—'} → {deadline.due_on or deadline.kind}; отв.: {parties}")
        for warning in parsed.warnings:
            self.stdout.write(self.style.WARNING(f"! {warning}"))

    def create_draft(self, parsed: ParsedProtocol, file: Path, unread: tuple[str, ...]) -> None:
        with file.open("rb") as opened:
            content = opened.read()
            opened.seek(0)
            source = intake.Source(File(opened), file.name, intake.checksum(content), unread)
            try:
                protocol = intake.create_draft(parsed, by=None, source=source)
            except intake.Refused as error:
                self.refuse(str(error))
        self.stderr.write(f"Создан черновик: {protocol}")
