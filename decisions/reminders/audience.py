"""Who is told of an assignment on a day, as SQL that both databases speak.

Every fragment reads the common table `about` (assignment_id, organization_id, named_id, handed_id, controller_id,
occasion, tell_on, early) and adds `person_id`; for executors also `acts`, 1 for who may report. The post answers, not
the person: whoever holds it on %(day)s.
"""

from decisions.models import Reminder

_TODAY = "({0}.since IS NULL OR {0}.since <= %(day)s) AND ({0}.until IS NULL OR {0}.until >= %(day)s)"
_SUBSTITUTE = "JOIN clusters_substitution s ON s.absent_id = {0} AND s.substitute_id IS NOT NULL AND " + _TODAY.format(
    "s"
)

# As `clusters.directory.acting` decides it: of two heads on a day the one appointed later, the substitute too while
# the head is absent; a deputy or a contact when ticked. One statement, because a run may be about a thousand colleges.
ACTING = f"""post_held AS (
    SELECT p.organization_id, p.person_id, p.post, p.gets_letters,
        ROW_NUMBER() OVER (
            PARTITION BY p.organization_id, p.post ORDER BY COALESCE(p.since, '0001-01-01') DESC, p.id DESC
        ) AS latest
    FROM clusters_appointment p
    JOIN clusters_organization o ON o.id = p.organization_id AND o.is_active
    JOIN clusters_person holder ON holder.id = p.person_id AND holder.is_active
    WHERE p.organization_id IN (SELECT organization_id FROM about) AND {_TODAY.format("p")}
),
acting AS (
    SELECT organization_id, person_id, CASE WHEN post = 'head' THEN 1 ELSE 0 END AS acts FROM post_held
    WHERE (post = 'head' AND latest = 1) OR (post IN ('deputy', 'contact') AND gets_letters)
    UNION
    SELECT post_held.organization_id, s.substitute_id, 1 FROM post_held {_SUBSTITUTE.format("post_held.person_id")}
    WHERE post_held.post = 'head' AND post_held.latest = 1
)"""  # noqa: S608  made of constants

EXECUTORS = f"""
    SELECT about.*, acting.person_id, acting.acts
    FROM about JOIN acting ON acting.organization_id = about.organization_id
    WHERE about.named_id IS NULL
    UNION SELECT about.*, about.named_id, 1 FROM about WHERE about.named_id IS NOT NULL
    UNION SELECT about.*, s.substitute_id, 1 FROM about {_SUBSTITUTE.format("about.named_id")}
    UNION SELECT about.*, about.handed_id, 1 FROM about WHERE about.handed_id IS NOT NULL
"""  # noqa: S608

CONTROLLER = f"""
    SELECT about.*, about.controller_id AS person_id FROM about WHERE about.controller_id IS NOT NULL
    UNION SELECT about.*, s.substitute_id AS person_id FROM about {_SUBSTITUTE.format("about.controller_id")}
"""  # noqa: S608

# Without a controller at work any of the staff answers: a request for a later date, or a report that still waits
# after its controller was taken off the decision.
CONTROLLER_OR_STAFF = f"""{CONTROLLER}
    UNION SELECT about.*, u.person_id FROM about JOIN clusters_user u
    ON u.is_staff AND u.is_active AND u.person_id IS NOT NULL
    WHERE about.controller_id IS NULL
"""  # noqa: S608

LEADERSHIP = """
    SELECT about.*, u.person_id FROM about JOIN clusters_user u
    ON u.is_leadership AND u.is_active AND u.person_id IS NOT NULL
"""

BY_KIND = {
    Reminder.Kind.ACCEPTANCE: CONTROLLER_OR_STAFF,
    Reminder.Kind.REPORTED: CONTROLLER,
    Reminder.Kind.EXTENSION_ASKED: CONTROLLER_OR_STAFF,
    Reminder.Kind.ESCALATION: LEADERSHIP,
}


def of(kind: str) -> str:
    return BY_KIND.get(Reminder.Kind(kind), EXECUTORS)


def named(people_ids: list[int]) -> str:
    """Just these people."""
    ids = ", ".join(str(int(pk)) for pk in people_ids)
    return f"SELECT about.*, p.id AS person_id FROM about JOIN clusters_person p ON p.id IN ({ids})"  # noqa: S608  integers
