"""What may leave: the release profiles, and the one door through which a watch's data goes on its way out."""

from trucewatch.publish.release.places import PublishedPlace, Release, Shown
from trucewatch.publish.release.profile import (
    DEFAULT_PROFILE,
    Profile,
    Sensitivity,
    load_profile,
    shipped_profile,
    shipped_profiles,
)
from trucewatch.publish.release.releasing import Releaser
from trucewatch.publish.release.views import Released, release, release_issue
from trucewatch.publish.release.withheld import RULES, Log, Withheld

__all__ = [
    "DEFAULT_PROFILE",
    "RULES",
    "Log",
    "Profile",
    "PublishedPlace",
    "Release",
    "Released",
    "Releaser",
    "Sensitivity",
    "Shown",
    "Withheld",
    "load_profile",
    "release",
    "release_issue",
    "shipped_profile",
    "shipped_profiles",
]
