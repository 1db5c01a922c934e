"""What follows when a certificate is issued: its PDF, and the letter that brings it."""

from __future__ import annotations

from app.accounts.models import Person
from app.accounts.queries import primary_address, survivor_of
from app.credentials.codes import in_fours
from app.credentials.models import Paper
from app.credentials.verifying import Verification, certificate_by_id
from app.credentials.wording import certificate_data
from app.database.writing import insert_or_ignore
from app.documents.keeping import keep_blob
from app.jobs.announcing import Moment
from app.languages import instant_in_words, paper_size
from app.mail.posting import post_letter

SIZES = ("letter", "a4")


def print_papers(moment: Moment) -> dict[str, bytes]:
    """On the paper of its language and zone; the other size is printed for whoever asks for it. Nothing is kept yet."""
    certificate = _certificate(moment)
    size = paper_size(certificate.language, certificate.zone)
    compile_document, issuer = moment.tools["compile_document"], moment.tools["issuer"]
    return {size: compile_document("certificate", certificate_data(certificate, issuer, paper=size))}


def make_papers(moment: Moment) -> None:
    for size, content in (moment.prepared or print_papers(moment)).items():
        digest = keep_blob(moment.session, content)
        values = {"certificate_id": moment.payload["certificate"], "size": size, "blob_digest": digest, "made_at": moment.at}
        insert_or_ignore(moment.session, Paper, values)


def write_letter(moment: Moment) -> None:
    certificate = _certificate(moment)
    issuer = moment.tools["issuer"]
    person = survivor_of(moment.session, moment.session.get_one(Person, certificate.person_id))
    address = primary_address(moment.session, person.id) if person else None
    if person is None or address is None:
        return
    letter = moment.tools["composer"].compose(
        "certificate",
        language=person.language,
        name=person.name,
        course=certificate.title,
        completed=instant_in_words(certificate.completed_at, certificate.zone, person.language),
        code=in_fours(certificate.code),
        verify_address=issuer.address_of(certificate.code),
        page_address=f"{issuer.base_address.rstrip('/')}/certificates/{in_fours(certificate.code)}",
    )
    post_letter(moment.session, letter, address=address, person_id=person.id, at=moment.at, key=f"certificate:{certificate.id}")


def _certificate(moment: Moment) -> Verification:
    certificate = certificate_by_id(moment.session, moment.payload["certificate"])
    assert certificate is not None
    return certificate
