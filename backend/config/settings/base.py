"""Every setting that is the same everywhere, joined from its topics."""

from config.settings.components.accounts import *
from config.settings.components.api import *
from config.settings.components.apps import *
from config.settings.components.logging import *
from config.settings.components.schema import *
from config.settings.components.security import *
from config.settings.components.services import *
from config.settings.components.site import *
from config.settings.components.throttling import *
