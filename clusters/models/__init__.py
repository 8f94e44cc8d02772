"""WHO: organizations, clusters, people and the posts they hold, executor groups, sign-in."""

from .dated import Dated, DatedQuerySet, dated_order
from .groups import Alias, ExecutorGroup
from .locking import LockingQuerySet
from .organizations import Cluster, Membership, Organization
from .people import Appointment, Person, Substitution
from .users import User, UserManager

__all__ = [
    "Alias",
    "Appointment",
    "Cluster",
    "Dated",
    "DatedQuerySet",
    "ExecutorGroup",
    "LockingQuerySet",
    "Membership",
    "Organization",
    "Person",
    "Substitution",
    "User",
    "UserManager",
    "dated_order",
]
