"""QR, barcode, slip and receipt say what the bill says, read back by another program."""

import subprocess
from decimal import Decimal

import pytest
import zxingcpp
from page import validate_pdf
from PIL import Image

from krob.foundation.core import thai
from krob.foundation.core.actor import SYSTEM
from krob.foundation.jobs import worker
from krob.registers.payments import papers, queries, slips
from krob.registers.payments.models import Receipt
from krob.registers.payments.tests.factories import line, raised, reported
from simulators.bank import read_qr, tags


def parsed(payload):
    assert thai.qr_is_intact(payload)
    outer = tags(payload)
    return {**outer, "30": tags(outer["30"]), "63": ""}


def pages(pdf, tmp_path, dpi=200):
    path = tmp_path / "shown.pdf"
    path.write_bytes(pdf)
    shown = tmp_path / "shown"
    subprocess.run(["pdftoppm", "-r", str(dpi), "-png", path, shown], check=True)
    return [Image.open(page) for page in sorted(tmp_path.glob("shown*.png"))]


def codes_in(image):
    return {str(code.format).replace(" ", ""): code.text for code in zxingcpp.read_barcodes(image)}


def text_in(pdf, tmp_path):
    path = tmp_path / "read.pdf"
    path.write_bytes(pdf)
    told = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    return told.stdout.decode()


VECTORS = [
    (
        (
            "00020101021230650016A00000067701011201150994000165501000212123456789012030667042953037645"
            "802TH54073649.2263044534"
        ),
        {
            "biller": "099400016550100",
            "ref1": "123456789012",
            "ref2": "670429",
            "amount": Decimal("3649.22"),
        },
    ),
    (
        (
            "00020101021130550016A000000677010112"
            "0115099999999999990021211122233344453037645802TH63043EE7"
        ),
        {"biller": "099999999999990", "ref1": "111222333444"},
    ),
]
FOREIGN = [
    (
        "00020101021130620016A000000677010112011301122334455660211CUSTOMER0010306INV001530376458"
        "02TH62070703SCB6304780E"
    ),
    "00020101021129370016A0000006770101110113006681222333353037645802TH63041DCF",
]


@pytest.mark.req("1.6.3", part="QR, slip")
@pytest.mark.parametrize(("vector", "bill"), VECTORS)
def test_a_bills_qr_has_the_content_of_the_published_one(vector, bill):
    assert parsed(thai.bill_qr(**bill)) == parsed(vector)


@pytest.mark.parametrize("vector", [*(vector for vector, _ in VECTORS), *FOREIGN])
def test_published_payloads_are_intact_and_changed_ones_are_not(vector):
    assert thai.qr_is_intact(vector)
    assert not thai.qr_is_intact(vector.replace("TH", "TX"))


def test_the_third_reference_is_the_terminal_label():
    ours = thai.bill_qr(biller="011223344556600", ref1="CUSTOMER001", ref2="INV001", terminal="SCB")

    theirs = parsed(FOREIGN[0])
    assert {**parsed(ours), "30": ""} == {**theirs, "30": ""}
    assert parsed(ours)["30"]["02"] == theirs["30"]["02"]


@pytest.mark.parametrize(
    ("bill", "text"),
    [
        (VECTORS[0][1], "|099400016550100\r123456789012\r670429\r364922"),
        (VECTORS[1][1], "|099999999999990\r111222333444\r\r0"),
    ],
)
def test_the_barcodes_text_is_the_published_one(bill, text):
    assert thai.slip_barcode(**bill) == text


@pytest.mark.parametrize(
    "wrong",
    [
        {"biller": "0994000165501"},
        {"ref1": "ab"},
        {"ref1": "A" * 21},
        {"ref2": "A-1"},
        {"ref1": ""},
    ],
)
def test_what_does_not_fit_the_format_is_refused(wrong):
    with pytest.raises(ValueError, match=r"biller|reference"):
        thai.bill_qr(**{"biller": "099400016550100", "ref1": "A1", **wrong})


@pytest.mark.django_db
def test_the_pictures_of_the_qr_are_read_back(tmp_path):
    bill = raised()
    payload = slips.qr_payload(bill, Decimal("3649.22"))

    (tmp_path / "qr.png").write_bytes(slips.qr_png(payload))
    (read,) = zxingcpp.read_barcodes(Image.open(tmp_path / "qr.png"))

    assert read.text == payload
    scanned = read_qr(payload)
    assert (scanned.ref1, scanned.ref2) == (bill.reference, bill.check_value)
    assert scanned.amount == Decimal("3649.22")
    assert slips.qr_svg(payload).startswith(b"<?xml")


@pytest.mark.django_db
@pytest.mark.req("1.6.3", part="QR, slip")
def test_the_slips_codes_are_read_back_from_paper(tmp_path):
    bill = raised("3000.00", "649.22")

    pdf = papers.slip_pdf(bill, bill.amount)

    (page,) = pages(pdf, tmp_path)
    codes = codes_in(page)
    assert codes["QRCode"] == slips.qr_payload(bill, bill.amount)
    assert codes["Code128"] == slips.barcode_text(bill, bill.amount)
    text = text_in(pdf, tmp_path)
    for words in ("ใบแจ้งการชำระเงิน", bill.reference, "3,649.22", "8 ธันวาคม 2569", "สมหญิง"):
        assert words in text.replace("\u00a0", " ")


@pytest.mark.django_db
def test_a_slip_after_a_part_asks_for_the_rest(tmp_path):
    bill = raised("100.00")
    reported(bill, "40.00")
    bill.refresh_from_db()

    pdf = papers.slip_pdf(bill, queries.remaining(bill))

    (page,) = pages(pdf, tmp_path)
    assert codes_in(page)["Code128"].endswith("\r6000")
    assert "40.00" in text_in(pdf, tmp_path)


@pytest.mark.django_db
@pytest.mark.req("1.6.5", part="document")
def test_the_receipt_has_what_a_receipt_must_have(tmp_path):
    lines = (line("3000.00", "fee"), line("649.22", "late", kind="fine"))
    bill = raised(lines=lines)
    reported(bill)
    receipt = Receipt.objects.get()

    pdf = papers.receipt_pdf(receipt)

    text = text_in(pdf, tmp_path).replace("\u00a0", " ")
    for words in (
        "สำนักงานเขตบางรัก",
        "2570/000001",
        "23 พฤศจิกายน 2569",
        "สมหญิง ตัวอย่างดี",
        "ข้อบัญญัติตัวอย่าง ข้อ 4",
        "649.22",
        "3,649.22",
        "สามพันหกร้อยสี่สิบเก้าบาทยี่สิบสองสตางค์",
        bill.reference,
    ):
        assert words in text, words
    (page,) = pages(pdf, tmp_path)
    assert codes_in(page)["QRCode"] == papers.verify_url(receipt)


@pytest.mark.django_db
@pytest.mark.parametrize("profile", ["3a", "ua1"])
def test_slip_and_receipt_are_archivable_and_accessible(tmp_path, profile):
    bill = raised()
    reported(bill)
    documents = {
        "slip.pdf": papers.slip_pdf(bill, bill.amount),
        "receipt.pdf": papers.receipt_pdf(Receipt.objects.get()),
    }

    for name, pdf in documents.items():
        (tmp_path / name).write_bytes(pdf)
        found = validate_pdf(str(tmp_path / name), profile=profile).failures
        assert [failure.rule_id for failure in found] == []


@pytest.mark.django_db
def test_the_worker_makes_slip_and_receipt():
    bill = raised()
    worker.run_pending(reraise=True)
    assert papers.path_of(papers.slip_key(bill, bill.amount)) is not None

    reported(bill)
    worker.run_pending(reraise=True)

    receipt = queries.receipts(SYSTEM).get()
    path = papers.path_of(papers.receipt_key(receipt))
    assert receipt.is_ready
    assert path.read_bytes().startswith(b"%PDF-")
    assert len(receipt.digest) == 64
