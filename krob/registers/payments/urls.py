"""Addresses of payments: payers', officers', and the bank's."""

from django.urls import path

from krob.registers.payments import api
from krob.registers.payments.views import officer, public

public_urls = [
    path("payments/", public.mine, name="mine"),
    path("payments/<uuid:bill_id>/", public.bill, name="bill"),
    path("payments/<uuid:bill_id>/status/", public.status, name="status"),
    path("payments/<uuid:bill_id>/slip.pdf", public.slip, name="slip"),
    path("payments/<uuid:bill_id>/qr.svg", public.qr_svg, name="qr"),
    path("payments/<uuid:bill_id>/qr.png", public.qr_png, name="qr-png"),
    path("payments/receipts/<uuid:receipt_id>.pdf", public.receipt, name="receipt"),
    path("payments/verify/<str:token>/", public.verify_receipt, name="verify-receipt"),
]
officer_urls = [
    path("payments/", officer.exceptions, name="list"),
    path("payments/bills/", officer.bills, name="bills"),
    path("payments/bills/<uuid:bill_id>/", officer.bill, name="bill"),
    path("payments/refused/", officer.refused, name="refused"),
    path("payments/receipts/<uuid:receipt_id>.pdf", officer.receipt, name="receipt"),
    path("payments/exceptions/<uuid:exception_id>/", officer.exception, name="exception"),
    path("payments/exceptions/<uuid:exception_id>/resolve/", officer.resolve, name="resolve"),
]
plain_urls = [path("api/v1/bank/notices/", api.receive_notice, name="bank-notices")]
