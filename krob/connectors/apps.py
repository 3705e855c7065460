"""The one visible list of adapters."""

from krob.connectors.identity.national_id import NationalId
from krob.connectors.payment.thai_bank import ThaiBank
from krob.connectors.scanner.clamd import Clamd
from krob.connectors.signer.keyfile import KeyFileSigner
from krob.engines.documents.ports import scanners, signers
from krob.foundation.core.rooms import Room
from krob.people.identity.ports import NATIONAL_ID, providers
from krob.registers.payments.ports import BANK, gateways


class ConnectorsConfig(Room):
    """Registers every adapter on its port."""

    name = "krob.connectors"
    label = "connectors"
    registering = ("adapters",)  # those that read stored settings: loaded once models are

    def ready(self) -> None:
        """Hand each port its adapters."""
        super().ready()
        gateways.add(BANK, ThaiBank())
        signers.add("keyfile", KeyFileSigner)
        scanners.add("clamd", Clamd)
        providers.add(NATIONAL_ID, NationalId)
