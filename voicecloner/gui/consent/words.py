"""The grounds and uses of consent as people read them."""

from voicecloner.domain.consent import ConsentKind, Use
from voicecloner.gui.translation import tr

CONSENT_WORDS = {
    ConsentKind.OWN: tr("This is my own voice"),
    ConsentKind.GIVEN: tr("The speaker gave me consent"),
    ConsentKind.PUBLIC_DOMAIN: tr("The recording is in the public domain"),
}
USE_WORDS = {Use.EXPORT: tr("It may be given to others as a file"), Use.HTTP: tr("It may be used over HTTP")}
