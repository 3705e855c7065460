"""Who signs for an authority on a day, and by which order."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from krob.foundation.core.errors import NotFound
from krob.foundation.core.text import Text
from krob.people.agencies.models import Authority, Position, SigningOrder, holding_on
from krob.people.agencies.types import Basis, Signatory

JOINING = {
    Basis.ACTING: Text("รักษาราชการแทน", "acting for"),
    Basis.ON_BEHALF: Text("ปฏิบัติราชการแทน", "on behalf of"),
}


def signatory_for(
    authority: Authority, power: str, on: date, *, user_id: int | None = None
) -> Signatory:
    """Return who signs for an authority in a matter of one power.

    Given the account of the officer who decides, that officer's own order is taken where there is
    one. Else: an order for just this power before one for all powers, one who acts on behalf or in
    place of the holder before the holder, the younger order first.

    Raises:
        NotFound: nobody may sign on that day.
    """
    orders = SigningOrder.objects.filter(
        holding_on(on),
        Q(power=power) | Q(power=""),
        Q(user__isnull=True) | Q(user__is_active=True),
        authority=authority,
    )
    found = sorted(
        orders.select_related("position", "own_position"),
        key=lambda order: _rank(order, user_id),
        reverse=True,
    )
    if not found:
        raise NotFound("no-signatory", _("No order says who signs for this authority on that day."))
    return _signatory(found[0])


def _rank(order: SigningOrder, user_id: int | None) -> tuple[bool, bool, bool, date, int]:
    own = user_id is not None and order.user_id == user_id
    return (own, bool(order.power), order.basis != Basis.HOLDER, order.valid_from, order.pk)


def _signatory(order: SigningOrder) -> Signatory:
    return Signatory(
        position=_printed(order.position, order.own_position, Basis(order.basis)),
        name=Text(order.name_th, order.name_en),
        order=order.number,
        basis=order.basis,
    )


def _printed(position: Position, own: Position | None, basis: Basis) -> Text:
    joining = JOINING.get(basis)
    if joining is None:
        return position.name
    own_name = own.name if own else Text("")
    return Text(
        " ".join(part for part in (own_name.th, joining.th, position.name.th) if part),
        " ".join(
            part for part in (own_name.in_("en"), joining.en, position.name.in_("en")) if part
        ),
    )
