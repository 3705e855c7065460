"""Every permission that exists. Who has which is data in ``people.agencies``."""

from enum import StrEnum


class Permission(StrEnum):
    """Rights of officers, ``room.verb-noun``, in alphabetical order."""

    AGENCIES_MANAGE_ACCOUNTS = "agencies.manage-accounts"
    AGENCIES_MANAGE_CALENDARS = "agencies.manage-calendars"
    APPLICATIONS_ASSIGN = "applications.assign"
    APPLICATIONS_CHECK = "applications.check"
    APPLICATIONS_DECIDE = "applications.decide"
    APPLICATIONS_INSPECT = "applications.inspect"
    APPLICATIONS_RECOMMEND = "applications.recommend"
    APPLICATIONS_ROUTE = "applications.route"
    APPLICATIONS_VIEW = "applications.view"
    CATALOGUE_APPROVE_SERVICE = "catalogue.approve-service"
    CATALOGUE_BORROW_APPLICATION = "catalogue.borrow-application"
    CATALOGUE_EDIT_GUIDES = "catalogue.edit-guides"
    CATALOGUE_EDIT_OFFERING = "catalogue.edit-offering"
    CATALOGUE_EDIT_SERVICE = "catalogue.edit-service"
    CATALOGUE_EDIT_SYNONYMS = "catalogue.edit-synonyms"
    CATALOGUE_PUBLISH_SERVICE = "catalogue.publish-service"
    CATALOGUE_REPLAY = "catalogue.replay"
    JOBS_MANAGE = "jobs.manage"
    LICENCES_REVOKE = "licences.revoke"
    LICENCES_VIEW = "licences.view"
    PAYMENTS_RESOLVE = "payments.resolve"
    PAYMENTS_VIEW = "payments.view"
