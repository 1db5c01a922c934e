"""What follows when a certificate is issued: its PDFs in both paper sizes, and the letter that brings it."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.models import Person, PersonIdentifier, Scheme
from app.credentials.codes import in_fours
from app.credentials.models import Paper
from app.credentials.verifying import Verification, certificate_by_id
from app.credentials.wording import certificate_data
from app.database.writing import insert_or_ignore
from app.documents.keeping import keep_blob
from app.jobs.announcing import Moment
from app.languages import instant_in_words
from app.mail.posting import post_letter

SIZES = ("letter", "a4")


def print_papers(moment: Moment) -> dict[str, bytes]:
    """In each size. Nothing is kept yet."""
    certificate = _certificate(moment)
    compile_document, issuer = moment.tools["compile_document"], moment.tools["issuer"]
    return {size: compile_document("certificate", certificate_data(certificate, issuer, paper=size)) for size in SIZES}


def make_papers(moment: Moment) -> None:
    for size, content in (moment.prepared or print_papers(moment)).items():
        digest = keep_blob(moment.session, content)
        values = {"certificate_id": moment.payload["certificate"], "size": size, "blob_digest": digest, "made_at": moment.at}
        insert_or_ignore(moment.session, Paper, values)


def write_letter(moment: Moment) -> None:
    certificate = _certificate(moment)
    issuer = moment.tools["issuer"]
    query = (
        select(Person, PersonIdentifier.value)
        .join(PersonIdentifier)
        .where(Person.id == certificate.person_id, PersonIdentifier.scheme == Scheme.ADDRESS, PersonIdentifier.is_primary)
    )
    found = moment.session.execute(query).first()
    if found is None:
        return
    person, address = found
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
