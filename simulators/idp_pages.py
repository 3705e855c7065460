"""What the simulated ID provider shows: people to choose from, or a form to type one."""

from collections.abc import Iterable, Mapping
from html import escape

from werkzeug.wrappers import Response

from simulators.people import Person

PAGE = """<!doctype html><html lang="th"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>ผู้ให้บริการยืนยันตัวตน (จำลอง)</title><style>
body{{font:17px/1.7 "IBM Plex Sans Thai Looped","Sarabun",sans-serif;
margin:0;background:#eef2f5;color:#17202a}}
main{{max-width:34rem;margin:0 auto;padding:24px 16px 72px}}
.strip{{background:#7a4b00;color:#fff;padding:8px 16px;text-align:center;font-size:15px}}
form{{margin:0}} button{{width:100%;text-align:left;min-height:44px;padding:12px 16px;
margin:0 0 12px;border:1px solid #6b7a88;border-radius:10px;
background:#fff;font:inherit;cursor:pointer}}
button:focus-visible,input:focus-visible,select:focus-visible{{
outline:3px solid #e0a100;outline-offset:2px}}
button b{{display:block}} button span{{color:#44525f;font-size:15px}}
button.go{{background:#12455f;color:#fff;text-align:center}}
label{{display:block;margin:12px 0 4px;font-weight:600}}
input,select{{width:100%;min-height:44px;padding:8px 12px;border:1px solid #6b7a88;
border-radius:8px;font:inherit;box-sizing:border-box}}
h1{{font-size:24px;line-height:1.4}} h2{{font-size:19px;margin-top:32px}}
</style></head><body><div class="strip">ระบบจำลองเพื่อการสาธิต ไม่ใช่ระบบของกรมการปกครอง</div>
<main>{body}</main></body></html>"""

FORM = """<form method="post">{hidden}{inner}</form>"""

TYPED = """<h2>หรือพิมพ์ข้อมูลเอง</h2>{hidden_form}
"""

FIELDS = """
<label for="number">เลขประจำตัวประชาชน 13 หลัก</label>
<input id="number" name="number" inputmode="numeric" autocomplete="off" maxlength="17">
<label for="given_name">ชื่อ</label><input id="given_name" name="given_name" autocomplete="off">
<label for="family_name">นามสกุล</label>
<input id="family_name" name="family_name" autocomplete="off">
<label for="birthdate">วันเกิด (ค.ศ.)</label><input id="birthdate" name="birthdate" type="date">
<label for="ial">ระดับการพิสูจน์ตัวตน (IAL)</label>
<select id="ial" name="ial"><option>2.3</option><option>3</option><option>2.2</option>
<option>2.1</option><option>1.3</option><option>1.2</option><option>1.1</option></select>
<p></p><button class="go">เข้าสู่ระบบด้วยข้อมูลนี้</button>"""


def _page(body: str, status: int = 200) -> Response:
    return Response(PAGE.format(body=body), status, mimetype="text/html")


def _button(person: Person) -> str:
    return (
        f'<button name="person" value="{escape(person.key)}"><b>{escape(person.name)}</b>'
        f"<span>{escape(person.about)} · IAL {escape(person.ial)}</span></button>"
    )


def choice_page(asked: Mapping[str, str], people: Iterable[Person]) -> Response:
    """Show the demo people as buttons and a form to type another one; works without script."""
    hidden = "".join(
        f'<input type="hidden" name="q_{escape(name)}" value="{escape(value)}">'
        for name, value in asked.items()
    )
    buttons = "".join(_button(person) for person in people)
    body = (
        "<h1>เลือกบุคคลที่จะยืนยันตัวตน</h1>"
        + FORM.format(hidden=hidden, inner=buttons)
        + TYPED.format(hidden_form=FORM.format(hidden=hidden, inner=FIELDS))
        + "<h2>ไม่ต้องการยืนยันตัวตน</h2>"
        + FORM.format(hidden=hidden, inner='<button class="go">ยกเลิก</button>')
    )
    return _page(body)


def message_page(message: str, status: int = 200) -> Response:
    """Show one sentence."""
    return _page(f"<h1>{escape(message)}</h1>", status)
