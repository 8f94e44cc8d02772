"""The directories that staff keep. Signing in goes through the site's own page, with its second factor and limits."""

from importlib import import_module

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group

from . import groups, organizations, people, users

__all__ = ["groups", "organizations", "people", "users"]

admin.site.login = secure_admin_login(admin.site.login)

# Whoever may write an address for codes, a second factor or a session could sign in as anyone: these are registered
# on import by the libraries, and shut.
for library in ("allauth.account", "allauth.mfa", "allauth.usersessions", "django.contrib.auth"):
    import_module(f"{library}.admin")
for model in (Authenticator, EmailAddress, Group, UserSession):
    admin.site.unregister(model)
