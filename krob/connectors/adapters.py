"""The visible list of adapters that read ``exchange.Endpoint``; loaded when models are ready."""

from krob.connectors.backoffice.http import HttpBackOffice
from krob.connectors.notify.smtp import SmtpChannel
from krob.connectors.registry.dbd import DbdJuristic, DbdOpen
from krob.connectors.registry.dopa import DopaHouse, DopaPerson
from krob.connectors.registry.manuals import PublicManuals
from krob.connectors.registry.opendata import OpenData
from krob.engines.exchange.ports import back_offices, registries
from krob.engines.notifications.ports import channels
from krob.registers.catalogue.code_lists.ports import OPEN_DATA, open_tables
from krob.registers.catalogue.public_manuals.manual_ports import PUBLIC_MANUALS, manual_sources

back_offices.add("agency.http", HttpBackOffice())
registries.add("dbd.juristic", DbdJuristic())
registries.add("dbd.open", DbdOpen())
registries.add("dopa.house", DopaHouse())
registries.add("dopa.person", DopaPerson())
channels.add("email", SmtpChannel())
manual_sources.add(PUBLIC_MANUALS, PublicManuals())
open_tables.add(OPEN_DATA, OpenData())
