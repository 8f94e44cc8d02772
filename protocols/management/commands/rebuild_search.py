"""Search entries anew, after rows were loaded past the program."""

from django.core.management.base import BaseCommand

from protocols import search


class Command(BaseCommand):
    help = "Заново составить записи поиска."

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(f"Записей поиска: {search.rebuild()}")
