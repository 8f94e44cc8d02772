"""The sheets (XLSX) in which directories come and go. Export and import have the same columns."""

from .appointments import Appointments
from .groups import Groups
from .memberships import Memberships
from .organizations import OrganizationsAndHeads

__all__ = ["Appointments", "Groups", "Memberships", "OrganizationsAndHeads"]
