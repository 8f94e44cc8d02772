"""Who may do what: every address × kind of user × GET and POST × own, foreign and missing object. Written from rules.

The rules: closed by default; a page starts from what the user sees (a stranger gets 404, as for what does not exist),
then asks what they may do (403). Staff and leadership see all, leadership changes nothing; a college is its head and
substitute (who act), its deputies (who read) and contacts (who draft). A wrong method is 405 before anything else.

One letter for each of the cast, in this order; one cell for every object alike, or own | missing, or own | foreign |
missing. «Own» is of the first college, whose head, substitute, deputy and contact are in the cast; «foreign» is of a
third college, with which none of the cast has to do.
"""

from __future__ import annotations

from collections.abc import Iterator

CAST = ("anonymous", "other_head", "head", "substitute", "deputy", "contact", "controller", "staff", "leadership")
MEANS = {
    "L": "sign in", "D": "the door of the admin", "+": 200, "n": 204, ">": 302, "-": 403, ".": 404, "m": 405, "!": 409,
    "g": 410, "v": 422, "t": 503,
}  # fmt: skip

OPEN, SIGNED_IN, OVERSEERS, STAFF = "+++++++++", "L++++++++", "L-----+++", "L-----++-"
NO_METHOD, NO_METHOD_OPEN = "Lmmmmmmmm", "mmmmmmmmm"

# cast: anonymous, other_head, head, substitute, deputy, contact, Controller, Staff, Leadership
#                          aohsdcCSL of GET, aohsdcCSL of POST
SITE = {
    "home":               ("L>>>>>>>>", NO_METHOD),
    "overview":           (OVERSEERS, NO_METHOD),
    "search":             (SIGNED_IN, NO_METHOD),
    "trial_mailbox":      (OPEN, NO_METHOD_OPEN),  # of a trial run only, see `test_the_mailbox_of_a_trial_only`
    "trial_letter":       ("+++++++++ .........", NO_METHOD_OPEN),
    "trial_letter_looks": ("+++++++++ .........", NO_METHOD_OPEN),
    "health_live":        (OPEN, NO_METHOD_OPEN),
    "health_ready":       (OPEN, NO_METHOD_OPEN),
    "health_metrics":     (".........", NO_METHOD_OPEN),  # there is no such page unless the setting makes it
    "health_reminders":   ("ttttttttt", NO_METHOD_OPEN),  # in trouble: here no engine ever ran
}  # fmt: skip

#                                     own       foreign   missing         own       foreign   missing
PROTOCOLS = {
    "protocols:list":                 (SIGNED_IN, NO_METHOD),
    "protocols:detail":               ("L.+++++++ L.....+++ L........", NO_METHOD),
    "protocols:detail of a draft":    ("L.....++. L.....++. L........", NO_METHOD),
    "protocols:detail of an archive": ("L.....+++ L.....+++ L........", NO_METHOD),
    "protocols:source":               ("L.+++++++ L.....+++ L........", NO_METHOD),
    "protocols:paper":                ("L.+++++++ L.....+++ L........", NO_METHOD),
    "protocols:excerpt":              ("L.+++++++ L.....+++ L........", NO_METHOD),
    "protocols:marked":               ("L.----+++ L.....+++ L........", NO_METHOD),  # tells of other colleges
    "protocols:matrix":               ("L-----+++ L-----+++ L-----...", NO_METHOD),
    "protocols:matrix_sheet":         ("L-----+++ L-----+++ L-----...", NO_METHOD),
    "protocols:history":              ("L-----+++ L-----+++ L-----...", NO_METHOD),
    "protocols:history_sheet":        ("L-----+++ L-----+++ L-----...", NO_METHOD),
    "protocols:history_text":         ("L-----+++ L-----+++ L-----...", NO_METHOD),
    "protocols:template":             (STAFF, NO_METHOD),
    "protocols:parties":              (STAFF, NO_METHOD),
    "protocols:upload":               (STAFF, "L----->>-"),
    "protocols:preview":              ("L-----++- L-----..-", "L-----++- L-----..-"),
    "protocols:discard":              (NO_METHOD, "L----->>- L-----..-"),
    "protocols:publish":              ("L-----++- L-----++- L-----..-", "L-----++- L-----++- L-----..-"),
    "protocols:replaces":             ("L-----++- L-----++- L-----..-", "L----->>- L----->>- L-----..-"),
    "protocols:next":                 ("L-----++- L-----++- L-----..-", "L----->>- L----->>- L-----..-"),
    "protocols:close":                ("L-----++- L-----++- L-----..-", "L-----++- L-----++- L-----..-"),
    "protocols:head":                 ("L-----++- L-----++- L-----..-", "L-----vv- L-----vv- L-----..-"),
    "protocols:groups":               ("L----->>- L----->>- L-----..-", "L----->>- L----->>- L-----..-"),
    "protocols:correct":              ("L-----++- L-----++- L-----..-", "L-----vv- L-----vv- L-----..-"),
    "protocols:executing":            ("L-----++- L-----++- L-----..-", "L-----vv- L-----vv- L-----..-"),
    "protocols:end":                  ("L-----++- L-----++- L-----..-", "L----->>- L----->>- L-----..-"),
    "protocols:statement":            ("L-----+++ L-----+++ L-----...", NO_METHOD),
    "protocols:statement_file":       ("L-----+++ L-----+++ L-----...", NO_METHOD),
    "protocols:statement_period":     (OVERSEERS, NO_METHOD),
    "protocols:statement_period_file": (OVERSEERS, NO_METHOD),
    "protocols:statement_of":         ("L.++..+++ L.....+++ L........", NO_METHOD),  # a college's own, for its head
    "protocols:statement_of_file":    ("L.++..+++ L.....+++ L........", NO_METHOD),
    "protocols:statements":           (OVERSEERS, NO_METHOD),
    "protocols:statement_ready":      ("L-----.+. L-----... L-----...", NO_METHOD),  # for who asked for it: «staff»
    "protocols:statement_again":      (NO_METHOD, "L-----.>. L-----... L-----..."),
}  # fmt: skip

COLLEGE = {
    "my_assignments":                 (SIGNED_IN, NO_METHOD),
    "decisions:assignment":           ("L.+++++++ L.....+++ L........", NO_METHOD),
    "decisions:calendar_card":        ("L.+++++++ L.....+++ L........", NO_METHOD),
    "decisions:file":                 ("L.+++++++ L.....+++ L........", NO_METHOD),
    "decisions:file of a draft":      ("L.++.+++. L.....++. L........", NO_METHOD),
    "decisions:evidence_file":        ("L.+++++++ L.....+++ L........", NO_METHOD),
    "decisions:report":               ("L.++-+++- L.....++- L........", "L.>>-->>- L.....>>- L........"),
    "decisions:report of a draft":    ("L.++-+++- L.....++- L........", "L.>>->>>- L.....>>- L........"),
    "decisions:draft":                (NO_METHOD, "L.nn-nnn- L.....nn- L........"),
    "decisions:file_drop":            (NO_METHOD, "L.>>.>>>. L.....>>. L........"),
    "decisions:points":               (NO_METHOD, "L.>>->--- L.....--- L........"),
    "decisions:hand":                 (NO_METHOD, "L.>>----- L.....--- L........"),
    "decisions:extension":            ("L.++----- L.....--- L........", "L.>>----- L.....--- L........"),
    "decisions:extension_cancel":     (NO_METHOD, "L.>>----- L.....--- L........"),
    "decisions:plan":                 ("L.++--++- L.....++- L........", "L.>>-->>- L.....>>- L........"),
    "decisions:plan_remove":          (NO_METHOD, "L.>>-->>- L.....>>- L........"),
    "decisions:evidence":             (NO_METHOD, "L.>>->--- L.....--- L........"),
    "decisions:evidence_remove":      (NO_METHOD, "L.>>->--- L.....--- L........"),
    "decisions:recall":               (NO_METHOD, "L.>>-->>- L.....>>- L........"),
    "decisions:report_many":          (SIGNED_IN, SIGNED_IN),
    "decisions:calendar":             (SIGNED_IN, SIGNED_IN),
    "decisions:links_revoke":         (NO_METHOD, "L>>>>>>>>"),
    "calendar_feed":                  ("+++++++++ ggggggggg", NO_METHOD_OPEN),  # the secret address is the key
    "personal_link":                  (">>>>>>>>>", NO_METHOD_OPEN),
    "personal_page":                  ("ggggggggg", "ggggggggg"),
    "personal_page by a link":        (OPEN, OPEN),
    "personal_link_renew":            (NO_METHOD_OPEN, ">>>>>>>>>"),
}  # fmt: skip

DEPARTMENT = {
    "decisions:change":              ("L-----++- L-----++- L-----..-", "L----->>- L----->>- L-----..-"),
    "decisions:assignments":         (OVERSEERS, NO_METHOD),
    "decisions:assignments_sheet":   (OVERSEERS, NO_METHOD),
    "decisions:view_save":           (NO_METHOD, "L----->>>"),
    "decisions:view_delete":         (NO_METHOD, "L-----.>. L-----... L-----..."),  # one's own: of «staff»
    "decisions:acceptance":          (STAFF, "L----->>-"),
    "decisions:acceptance_item":     ("L-----++- L-----++- L-----..-", "L----->>- L----->>- L-----..-"),
    "decisions:extension_answer":    ("L-----++- L-----++- L-----..-", "L----->>- L----->>- L-----..-"),
    "decisions:discipline":          (OVERSEERS, NO_METHOD),
    "decisions:discipline_sheet":    (OVERSEERS, NO_METHOD),
    "decisions:answers":             ("L.....+++ L.....+++ L........", NO_METHOD),  # also for who is named a receiver
    "decisions:answers_sheet":       ("L.....+++ L.....+++ L........", NO_METHOD),
    "decisions:answers_files":       ("L.....+++ L.....+++ L........", NO_METHOD),
    "decisions:answers_remind":      (NO_METHOD, "L.....>>- L.....>>- L........"),
    "decisions:letter_test":         (NO_METHOD, "L----->>-"),
    "decisions:letters":             (STAFF, NO_METHOD),
    "decisions:release_letters":     (NO_METHOD, "L----->>-"),
    "decisions:letter_sample":       ("L-----++- L-----..-", NO_METHOD),
    "decisions:letter_sample_looks": ("L-----++- L-----..-", NO_METHOD),
    "decisions:letter":              ("L-----++- L-----..-", NO_METHOD),
    "decisions:letter_looks":        ("L-----++- L-----..-", NO_METHOD),
    "decisions:letter_again":        (NO_METHOD, "L----->>- L-----..-"),
}  # fmt: skip

PEOPLE = {
    "profile":                      (SIGNED_IN, "L>>>>>>>>"),
    "absence_add":                  ("L>>>>>>>>", "L>>>>>>>>"),
    "absence_end":                  (NO_METHOD, "L.>...... L........ L........"),  # nobody ends another's
    "college":                      (SIGNED_IN, NO_METHOD),
    "colleague_add":                ("L.++--... L........ L........", "L.>>--... L........ L........"),
    "colleague":                    ("L.++--... L........ L........", "L.>>--... L........ L........"),
    "colleague_end":                (NO_METHOD, "L.>>--... L........ L........"),
    "colleague_invite":             (NO_METHOD, "L.>>--... L........ L........"),
    "invitation":                   (">>>>>>>>>", NO_METHOD_OPEN),
    "invitation_accept":            (".........", "........."),
    "invitation_accept by a token": (OPEN, "vvvvvvvvv"),
}  # fmt: skip

# The sign-in library. Whoever is signed in has no business on the pages that let one in.
SIGN_IN = {
    "account_login":                       ("+>>>>>>>>", "+>>>>>>>>"),
    "account_logout":                      (">++++++++", ">>>>>>>>>"),
    "account_inactive":                    (OPEN, NO_METHOD_OPEN),
    "account_signup":                      ("+>>>>>>>>", "+>>>>>>>>"),  # closed: a page that says so
    "account_reauthenticate":              (SIGNED_IN, SIGNED_IN),
    "account_email":                       ("L>>>>>>>>", "L>>>>>>>>"),
    "account_email_verification_sent":     (OPEN, NO_METHOD_OPEN),
    "account_confirm_email":               (OPEN, "........."),  # no such key is ever sent: a page that says so
    "account_change_password":             (SIGNED_IN, SIGNED_IN),
    "account_set_password":                ("L>>>>>>>>", "L>>>>>>>>"),  # for who has none
    "account_reset_password":              (OPEN, OPEN),
    "account_reset_password_done":         (OPEN, NO_METHOD_OPEN),
    "account_reset_password_from_key":     (OPEN, OPEN),
    "account_reset_password_from_key_done": (OPEN, NO_METHOD_OPEN),
    "account_request_login_code":          ("+>>>>>>>>", "+>>>>>>>>"),
    "account_confirm_login_code":          (">>>>>>>>>", ">>>>>>>>>"),
    "mfa_index":                           (SIGNED_IN, NO_METHOD),
    "mfa_authenticate":                    (">>>>>>>>>", ">>>>>>>>>"),
    # the cast has no second factor, and the password is asked again before one is made
    "mfa_reauthenticate":                  ("L>>>>>>>>", "L>>>>>>>>"),
    "mfa_activate_totp":                   ("L>>>>>>>>", "L>>>>>>>>"),
    "mfa_deactivate_totp":                 ("L........", "L........"),
    "mfa_view_recovery_codes":             ("L........", NO_METHOD),
    "mfa_generate_recovery_codes":         ("L>>>>>>>>", "L>>>>>>>>"),
    "mfa_download_recovery_codes":         ("L........", "L........"),
    "usersessions_list":                   (SIGNED_IN, "L>>>>>>>>"),
    "session_end":                         (NO_METHOD, "L.>...... L........ L........"),  # nobody ends another's
}  # fmt: skip

# The admin is for staff; nobody else gets behind its door, whatever the method and the object.
IN, TO_LIST, NOT_FOUND, NOT_EVEN_STAFF = "LDDDDD++D", "LDDDDD>>D", "LDDDDD..D", "LDDDDD--D"
ADMIN_PAGES = {
    "changelist": (IN, IN),
    "add": (IN, IN),
    "change": (f"{IN} {TO_LIST}", f"{IN} {TO_LIST}"),
    "history": (f"{IN} {NOT_FOUND}", f"{IN} {NOT_FOUND}"),
    "delete": (NOT_EVEN_STAFF, NOT_EVEN_STAFF),  # people, organizations and their terms are ended, never deleted
}
HISTORY = {"simple_history": (f"{IN} {NOT_FOUND}", f"{IN} {NOT_FOUND}")}
SHEETS = {"import": (IN, IN), "process_import": ("LDDDDDmmD", IN), "export": (IN, IN)}
# An absence written by mistake, a wording, a draft: nothing hangs on them.
DELETED = {"delete": (f"{IN} {TO_LIST}", f"{IN} {TO_LIST}")}
DRAFTS_DELETED = {"delete": (f"{IN} {NOT_EVEN_STAFF}", f"{IN} {NOT_EVEN_STAFF}")}
NEVER_CHANGED = {
    "change": (f"{IN} {TO_LIST}", NOT_EVEN_STAFF), "history": (f"{IN} {TO_LIST}", f"{IN} {TO_LIST}"),
}  # fmt: skip
NEVER_ADDED = {"add": (NOT_EVEN_STAFF, NOT_EVEN_STAFF)}
ADMIN_MODELS = {
    "clusters_organization": ADMIN_PAGES | HISTORY | SHEETS,
    "clusters_membership": ADMIN_PAGES | HISTORY | SHEETS,
    "clusters_appointment": ADMIN_PAGES | HISTORY | SHEETS,
    "clusters_executorgroup": ADMIN_PAGES | HISTORY | SHEETS,
    "clusters_cluster": ADMIN_PAGES | HISTORY,
    "clusters_person": ADMIN_PAGES | HISTORY,
    "clusters_user": ADMIN_PAGES | HISTORY,
    "clusters_alias": ADMIN_PAGES | HISTORY | DELETED,
    "clusters_substitution": ADMIN_PAGES | HISTORY | DELETED,
    "protocols_protocol": ADMIN_PAGES
    | HISTORY
    | DRAFTS_DELETED,  # a draft; one in force is corrected on pages of its own
    "decisions_dayoverride": ADMIN_PAGES | HISTORY | DELETED,
    "decisions_reminder": ADMIN_PAGES | NEVER_CHANGED | NEVER_ADDED,  # a ledger
    "decisions_reminderpolicy": ADMIN_PAGES | HISTORY | NEVER_ADDED | {"changelist": (TO_LIST, TO_LIST)},  # one row
    "protocols_papertemplate": ADMIN_PAGES | NEVER_CHANGED,  # a new one is uploaded instead
}
ADMIN = {
    "admin:index": ("DDDDDD++D", "DDDDDD++D"),
    "admin:app_list": ("DDDDDD++D", "DDDDDD++D"),
    "admin:autocomplete": ("DDDDDD--D", "DDDDDDmmD"),  # answers only to a field of a form that it knows
    "admin:jsi18n": ("DDDDDD++D", "DDDDDDmmD"),
    "admin:view_on_site": ("DDDDDD..D", "DDDDDD..D"),
    "admin:password_change": ("DDDDDD++D", "DDDDDD++D"),
    "admin:password_change_done": ("DDDDDD++D", "DDDDDDmmD"),
    "admin:login": ("L----->>-", "L-----++-"),  # the door: to the sign-in of the site, or 403
    "admin:logout": ("D>>>>>mm>", "D>>>>>>>>"),
}

TABLE: dict[str, tuple[str, str]] = (
    SITE
    | PROTOCOLS
    | COLLEGE
    | DEPARTMENT
    | PEOPLE
    | SIGN_IN
    | ADMIN
    | {f"admin:{model}_{page}": cells for model, pages in ADMIN_MODELS.items() for page, cells in pages.items()}
)


def objects(cell: str) -> Iterator[tuple[str, str]]:
    """(which object, a letter for each of the cast) of a cell."""
    given = cell.split()
    names = {1: ("own",), 2: ("own", "missing"), 3: ("own", "foreign", "missing")}[len(given)]
    return zip(names, given, strict=True)


def letter_of(answer: int | str) -> str:
    """«?» for an answer that no rule foresees."""
    return next((letter for letter, meaning in MEANS.items() if meaning == answer), "?")
