from django.urls import path
from django.views.generic import RedirectView

from .views import college, invitation, profile, sessions

urlpatterns = [
    path("profile/", profile.profile, name="profile"),
    path("profile/absences/", profile.absence_add, name="absence_add"),
    path("profile/absences/<int:pk>/end/", profile.absence_end, name="absence_end"),
    path("college/", college.college, name="college"),
    path("college/<int:organization>/add/", college.colleague_add, name="colleague_add"),
    path("college/posts/<int:pk>/", college.colleague, name="colleague"),
    path("college/posts/<int:pk>/end/", college.colleague_end, name="colleague_end"),
    path("college/posts/<int:pk>/invite/", college.colleague_invite, name="colleague_invite"),
    path("invitation/", invitation.accept_invitation, name="invitation_accept"),
    path("invitation/<str:token>/", invitation.open_invitation, name="invitation"),
    path("accounts/sessions/<int:pk>/end/", sessions.session_end, name="session_end"),
    # Addresses are kept by staff and proved by the invitation: the library's own page for them stays shut.
    path("accounts/email/", RedirectView.as_view(pattern_name="profile"), name="account_email"),
]
