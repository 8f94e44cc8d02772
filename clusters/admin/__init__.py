"""The directories that staff keep. Signing in goes through the site's own page, with its second factor and limits."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin

from . import groups, organizations, people, users

__all__ = ["groups", "organizations", "people", "users"]

admin.site.login = secure_admin_login(admin.site.login)
