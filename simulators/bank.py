"""A bank: people pay Thai QR bills here, and it tells Krob by signed messages (or wrongly).

A person pastes the QR payload (or types reference and amount) and pays; the bank posts a notice
to Krob's callback, signed by its own key: RFC 9421, Ed25519, over method, path, content type and
content digest. Ordered faults (form field ``fault``, or ``{"notice": …}`` at ``/_faults``) are in
``FAULTS``. ``GET /api/payments`` answers what was paid on a reference, signed likewise.
"""

import base64
import hashlib
import html
import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from simulators.base import Simulator

SEED = b"krob demonstration bank"
KEY_ID = "demo/2026-1"
BANGKOK = timedelta(hours=7)
FAULTS = {
    "normal": "จ่ายตามบิล",
    "short": "จ่ายขาดครึ่งหนึ่ง",
    "over": "จ่ายเกิน 1 บาท",
    "double": "จ่ายสองครั้ง",
    "repeated": "ธนาคารแจ้งซ้ำ",
    "late": "จ่ายหลังกำหนด (วันที่ธนาคารเป็นอีก 90 วัน)",
    "held": "ธนาคารยังไม่แจ้ง",
    "reversed": "จ่ายแล้วธนาคารดึงเงินคืน",
    "out-of-order": "แจ้งดึงคืนก่อนแจ้งจ่าย",
    "unknown": "เลขอ้างอิงผิด",
    "forged": "ลายเซ็นปลอม",
    "replayed": "ส่งข้อความเก่าซ้ำ",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """What a payer's app reads from a bill."""

    biller: str
    ref1: str
    ref2: str = ""
    amount: Decimal | None = None


@dataclass(slots=True, kw_only=True)
class Notice:
    """One message to Krob: what it says, and how Krob answered each time it was sent."""

    body: dict[str, str]
    answers: list[str] = field(default_factory=list)


def tags(text: str) -> dict[str, str]:
    """Read tag-length-value triples of two digits each.

    Raises:
        ValueError: the text is cut.
    """
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        size = int(text[at + 2 : at + 4])
        value = text[at + 4 : at + 4 + size]
        if len(value) != size:
            raise ValueError("cut")
        found[text[at : at + 2]] = value
        at += 4 + size
    return found


def read_qr(payload: str) -> Scanned:
    """Read a Thai QR bill (tag 30), as a payer's app does.

    Raises:
        ValueError: it is not one, or its checksum is wrong.
    """
    crc = 0xFFFF
    for byte in payload[:-4].encode("ascii"):
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ (0x1021 if crc & 0x8000 else 0)) & 0xFFFF
    if f"{crc:04X}" != payload[-4:]:
        raise ValueError("checksum")
    outer = tags(payload)
    inner = tags(outer.get("30", ""))
    if inner.get("00") != "A000000677010112":
        raise ValueError("not a bill")
    amount = Decimal(outer["54"]) if "54" in outer else None
    return Scanned(biller=inner["01"], ref1=inner["02"], ref2=inner.get("03", ""), amount=amount)


class Key:
    """The bank's signing key and how it signs HTTP messages."""

    def __init__(self, seed: bytes = SEED, key_id: str = KEY_ID) -> None:
        self.private = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(seed).digest())
        self.key_id = key_id

    @property
    def public(self) -> str:
        """Return the raw public key in base64, as ``KROB_BANK_KEYS`` takes it."""
        return base64.b64encode(self.private.public_key().public_bytes_raw()).decode()

    def signed(self, derived: Mapping[str, str], body: bytes, created: int) -> dict[str, str]:
        """Return the headers of a signed message."""
        digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
        headers = {"content-type": "application/json", "content-digest": f"sha-256=:{digest}:"}
        covered = {**derived, **headers}
        names = " ".join(f'"{name}"' for name in covered)
        params = f'({names});created={created};keyid="{self.key_id}";alg="ed25519"'
        lines = [f'"{name}": {value}' for name, value in covered.items()]
        base = "\n".join([*lines, f'"@signature-params": {params}'])
        signature = base64.b64encode(self.private.sign(base.encode())).decode()
        return {
            **headers,
            "signature-input": f"sig1={params}",
            "signature": f"sig1=:{signature}:",
        }


class Bank(Simulator):
    """The bank: payments by people, notices to Krob, answers about references."""

    def __init__(self, callback_url: str, now: Callable[[], float] = time.time) -> None:
        super().__init__("bank")
        self.callback_url = callback_url
        self.now = now
        self.key = Key()
        self.notices: list[Notice] = []
        self.number = int(now() * 1000) % 10**9

    def paid(self, bill: Scanned, amount: Decimal, *, later: timedelta | None = None) -> Notice:
        """Take money for a bill; nothing is told yet."""
        self.number += 1
        at = datetime.fromtimestamp(self.now(), UTC) + (later or timedelta()) + BANGKOK
        return self._noted(
            {
                "id": f"B{self.number}",
                "kind": "payment",
                "biller": bill.biller,
                "ref1": bill.ref1,
                "ref2": bill.ref2,
                "amount": f"{amount:.2f}",
                "paid_at": at.replace(tzinfo=None).isoformat(timespec="seconds") + "+07:00",
                "channel": "qr",
            }
        )

    def reversal(self, payment: Notice) -> Notice:
        """Take a payment back; nothing is told yet."""
        self.number += 1
        original = payment.body["id"]
        changed = {"id": f"B{self.number}", "kind": "reversal", "reverses": original}
        return self._noted({**payment.body, **changed})

    def _noted(self, body: dict[str, str]) -> Notice:
        notice = Notice(body=body)
        with self.lock:
            self.notices.append(notice)
        return notice

    def message(
        self, notice: Notice, *, key: Key | None = None, age_s: int = 0
    ) -> tuple[bytes, dict[str, str]]:
        """Return the body and headers by which a notice is sent."""
        body = json.dumps(notice.body).encode()
        derived = {"@method": "POST", "@path": urlsplit(self.callback_url).path}
        return body, (key or self.key).signed(derived, body, int(self.now()) - age_s)

    def send(self, notice: Notice, **options: Any) -> None:
        """Tell Krob; keep what it answered."""
        body, headers = self.message(notice, **options)
        try:
            answer = httpx.post(self.callback_url, content=body, headers=headers, timeout=20)
            said = f"{answer.status_code} {answer.text[:300]}"
        except httpx.HTTPError as error:
            said = f"0 {type(error).__name__}"
        notice.answers.append(said)

    def pay(self, bill: Scanned, amount: Decimal, fault: str) -> list[Notice]:
        """Take money and tell Krob, in the way that the fault says."""
        if fault == "unknown":
            bill = replace(bill, ref1="X" + bill.ref1[1:])
        paid = {"short": (amount / 2).quantize(Decimal("0.01")), "over": amount + 1}
        later = timedelta(days=90) if fault == "late" else None
        first = self.paid(bill, paid.get(fault, amount), later=later)
        match fault:
            case "held":
                return [first]
            case "out-of-order":
                back = self.reversal(first)
                self.send(back)
                self.send(first)
                return [back, first]
            case "forged":
                self.send(first, key=Key(b"somebody else"))
            case "replayed":
                self.send(first)
                self.send(first, age_s=3600)
            case _:
                self.send(first)
        return [first, *self._more(fault, bill, amount, first)]

    def _more(self, fault: str, bill: Scanned, amount: Decimal, first: Notice) -> list[Notice]:
        if fault == "repeated":
            self.send(first)
        if fault == "double":
            second = self.paid(bill, amount)
            self.send(second)
            return [second]
        if fault == "reversed":
            back = self.reversal(first)
            self.send(back)
            return [back]
        return []

    def find(self, number: str) -> Notice | None:
        """Return a notice by its id."""
        return next((each for each in self.notices if each.body["id"] == number), None)


def make_app(
    base_url: str, *, callback_url: str = "", now: Callable[[], float] = time.time, **_: Any
) -> Bank:
    """Make the bank; without ``callback_url`` it tells Krob at ``KROB_BASE_URL``."""
    port = os.environ.get("KROB_PORT", "8000")
    home = os.environ.get("KROB_BASE_URL", f"http://127.0.0.1:{port}")
    bank = Bank(callback_url or f"{home}/api/v1/bank/notices/", now)
    bank.route("/")(lambda request: _page(bank, base_url, request))
    bank.route("/pay", ["POST"])(lambda request: _pay(bank, base_url, request))
    bank.route("/send", ["POST"])(lambda request: _send(bank, base_url, request))
    bank.route("/reverse", ["POST"])(lambda request: _reverse(bank, base_url, request))
    bank.route("/api/payments")(lambda request: _payments(bank, request))
    bank.route("/api/pay", ["POST"])(lambda request: _pay_by_api(bank, request))
    return bank


def _signed(bank: Bank, value: object) -> Response:
    body = json.dumps(value).encode()
    headers = bank.key.signed({"@status": "200"}, body, int(bank.now()))
    return Response(body, 200, headers)


def _payments(bank: Bank, request: Request) -> Response:
    wanted = (request.args.get("biller"), request.args.get("ref1"))
    rows = [
        each.body for each in bank.notices if (each.body["biller"], each.body["ref1"]) == wanted
    ]
    return _signed(bank, {"payments": rows})


def _scanned(given: Mapping[str, str]) -> tuple[Scanned, Decimal]:
    """Return the bill and the amount that a form names.

    Raises:
        ValueError: the payload or the amount cannot be read.
    """
    if payload := given.get("payload", "").strip():
        bill = read_qr(payload)
    else:
        typed_in = [given.get(name, "").strip().upper() for name in ("biller", "ref1", "ref2")]
        bill = Scanned(biller=typed_in[0], ref1=typed_in[1], ref2=typed_in[2])
    typed = given.get("amount", "").replace(",", "").strip()
    try:
        amount = bill.amount if bill.amount is not None else Decimal(typed)
    except InvalidOperation:
        raise ValueError("amount") from None
    return bill, amount


def _pay_by_api(bank: Bank, request: Request) -> Response:
    given = request.get_json()
    bill, amount = _scanned(given)
    sent = bank.pay(bill, amount, given.get("fault") or bank.fault("notice") or "normal")
    return _signed(bank, {"notices": [{**each.body, "answers": each.answers} for each in sent]})


def _pay(bank: Bank, base_url: str, request: Request) -> Response:
    try:
        bill, amount = _scanned(request.form)
    except ValueError:
        return _page(bank, base_url, request, "อ่านคิวอาร์หรือจำนวนเงินไม่ได้ / Cannot read the bill")
    bank.pay(bill, amount, request.form.get("fault") or "normal")
    return redirect(f"{base_url}/", 303)


def _send(bank: Bank, base_url: str, request: Request) -> Response:
    if notice := bank.find(request.form.get("id", "")):
        bank.send(notice)
    return redirect(f"{base_url}/", 303)


def _reverse(bank: Bank, base_url: str, request: Request) -> Response:
    if notice := bank.find(request.form.get("id", "")):
        bank.send(bank.reversal(notice))
    return redirect(f"{base_url}/", 303)


STYLE = (
    "body{font:17px/1.7 sans-serif;max-width:56rem;margin:0 auto;padding:1rem;background:#f2f4ee}"
    "label{display:block;margin-top:.75rem;font-weight:600}"
    "input,select,textarea{width:100%;font:inherit;padding:.5rem;box-sizing:border-box}"
    "button{font:inherit;min-height:44px;padding:.25rem 1.25rem;margin:.75rem 0}"
    "form,li{background:#fff;border:1px solid #cbd2bf;border-radius:8px;padding:1rem;margin:1rem 0}"
    "li form{border:0;display:inline;padding:0}code{overflow-wrap:anywhere}"
)


def _page(bank: Bank, base_url: str, request: Request, problem: str = "") -> Response:
    payload = html.escape(request.values.get("payload", ""))
    options = "".join(f'<option value="{key}">{words}</option>' for key, words in FAULTS.items())
    rows = "".join(_row(base_url, notice) for notice in reversed(bank.notices))
    return Response(
        f"""<!doctype html><html lang="th"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>ธนาคารจำลอง</title><style>{STYLE}</style></head><body>
<h1>ธนาคารจำลอง / Demonstration bank</h1>
<p>ไม่มีเงินจริงในหน้านี้ / No real money here</p><p role="alert"><b>{html.escape(problem)}</b></p>
<form method="post" action="{base_url}/pay">
<h2>จ่ายบิล / Pay a bill</h2>
<label for="payload">ข้อความในคิวอาร์ / QR payload</label>
<textarea id="payload" name="payload" rows="3">{payload}</textarea>
<details><summary>หรือกรอกเลขอ้างอิง / or type the references</summary>
<label for="biller">Biller ID</label><input id="biller" name="biller">
<label for="ref1">Ref1</label><input id="ref1" name="ref1">
<label for="ref2">Ref2</label><input id="ref2" name="ref2">
<label for="amount">จำนวนเงิน / Amount</label><input id="amount" name="amount"></details>
<label for="fault">ให้เกิดอะไรขึ้น / What happens</label>
<select id="fault" name="fault">{options}</select>
<button>จ่ายเงิน / Pay</button></form>
<h2>รายการ / Transactions</h2><ul>{rows or "<li>–</li>"}</ul></body></html>""",
        422 if problem else 200,
        mimetype="text/html",
    )


def _row(base_url: str, notice: Notice) -> str:
    body = {key: html.escape(value) for key, value in notice.body.items()}
    answers = "<br>".join(html.escape(each) for each in notice.answers) or "ยังไม่แจ้ง / not told yet"
    hidden = f'<input type="hidden" name="id" value="{body["id"]}">'
    back = (
        f'<form method="post" action="{base_url}/reverse">{hidden}'
        "<button>ดึงเงินคืน / Reverse</button></form>"
        if body["kind"] == "payment"
        else ""
    )
    return (
        f"<li><b>{body['id']}</b> {body['kind']} {body['amount']} บาท {body['ref1']}"
        f"<br><code>{answers}</code><br>"
        f'<form method="post" action="{base_url}/send">{hidden}'
        f"<button>แจ้งอีกครั้ง / Send again</button></form> {back}</li>"
    )
