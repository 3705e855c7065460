"""The roles that an installation begins with; from then on they are data (``Role``), not code."""

from collections.abc import Mapping

from krob.foundation.core.permissions import Permission
from krob.foundation.core.text import Text

ROLES: Mapping[str, tuple[Text, tuple[Permission, ...]]] = {
    "checker": (
        Text("เจ้าหน้าที่ตรวจคำขอ", "Application checker"),
        (
            Permission.APPLICATIONS_VIEW,
            Permission.APPLICATIONS_CHECK,
            Permission.LICENCES_VIEW,
            Permission.PAYMENTS_VIEW,
        ),
    ),
    "inspector": (
        Text("ผู้ตรวจสถานที่", "Inspector"),
        (Permission.APPLICATIONS_VIEW, Permission.APPLICATIONS_INSPECT, Permission.LICENCES_VIEW),
    ),
    "recommender": (
        Text("ผู้เสนอความเห็น", "Recommender"),
        (
            Permission.APPLICATIONS_VIEW,
            Permission.APPLICATIONS_RECOMMEND,
            Permission.APPLICATIONS_ASSIGN,
            Permission.LICENCES_VIEW,
        ),
    ),
    "approver": (
        Text("ผู้อนุญาต", "Approver"),
        (
            Permission.APPLICATIONS_VIEW,
            Permission.APPLICATIONS_DECIDE,
            Permission.APPLICATIONS_ASSIGN,
            Permission.LICENCES_VIEW,
        ),
    ),
    "cashier": (
        Text("เจ้าหน้าที่การเงิน", "Cashier"),
        (Permission.APPLICATIONS_VIEW, Permission.PAYMENTS_VIEW, Permission.PAYMENTS_RESOLVE),
    ),
    "router": (
        Text("เจ้าหน้าที่ส่งต่อคำขอ", "Router"),
        (Permission.APPLICATIONS_VIEW, Permission.APPLICATIONS_ROUTE),
    ),
    "revoker": (
        Text("ผู้เพิกถอนใบอนุญาต", "Revoker"),
        (Permission.APPLICATIONS_VIEW, Permission.LICENCES_VIEW, Permission.LICENCES_REVOKE),
    ),
    "agency-admin": (
        Text("ผู้ดูแลบัญชีของหน่วยงาน", "Agency administrator"),
        (
            Permission.AGENCIES_MANAGE_ACCOUNTS,
            Permission.AGENCIES_MANAGE_CALENDARS,
            Permission.CATALOGUE_EDIT_OFFERING,
            Permission.CATALOGUE_EDIT_SYNONYMS,
        ),
    ),
    "service-editor": (
        Text("ผู้จัดทำบริการ", "Service editor"),
        (
            Permission.CATALOGUE_BORROW_APPLICATION,
            Permission.CATALOGUE_EDIT_OFFERING,
            Permission.CATALOGUE_EDIT_SERVICE,
            Permission.CATALOGUE_REPLAY,
        ),
    ),
    "service-approver": (
        Text("ผู้อนุมัติบริการ", "Service approver"),
        (
            Permission.CATALOGUE_APPROVE_SERVICE,
            Permission.CATALOGUE_PUBLISH_SERVICE,
            Permission.CATALOGUE_REPLAY,
        ),
    ),
    "guide-editor": (
        Text("ผู้จัดทำเส้นทางธุรกิจ", "Guide editor"),
        (Permission.CATALOGUE_EDIT_GUIDES,),
    ),
    "keeper": (Text("ผู้ดูแลระบบ", "Keeper of the system"), (Permission.JOBS_MANAGE,)),
}
