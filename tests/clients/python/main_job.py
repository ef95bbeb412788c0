"""The main job with a client that was generated from the API's description: upload, submit, approve, find, download.

main_job.py BASE PDF, with the generated package `commonshelf_client` on PYTHONPATH and the demo's logins in the environment.
"""

import os
import sys
import time

from commonshelf_client import AuthenticatedClient, Client
from commonshelf_client.api.accounts import login
from commonshelf_client.api.resources import download_resource_file, read_resource, search_resources
from commonshelf_client.api.reviews import decide_submission
from commonshelf_client.api.submissions import attach_files, create_submission, read_submission, submit_submission
from commonshelf_client.models import (
    DecisionInput,
    FileParts,
    FileStatus,
    LoginInput,
    MetadataInput,
    PeopleShown,
    Problem,
    Rights,
    Section,
    SubmissionStatus,
    Verdict,
    VersionInput,
)
from commonshelf_client.types import File


def well(answer):
    assert answer is not None and not isinstance(answer, Problem), answer
    return answer


def sign_in(base: str, email: str) -> AuthenticatedClient:
    tokens = well(login.sync(client=Client(base), body=LoginInput(email=email, password=os.environ["PASSWORD"])))
    return AuthenticatedClient(base, token=tokens.access_token)


def main(base: str, pdf: str) -> None:
    with open(pdf, "rb") as file:
        content = file.read()
    uploader = sign_in(base, os.environ["UPLOADER"])
    reviewer = sign_in(base, os.environ["REVIEWER"])
    visitor = Client(base)

    metadata = MetadataInput(
        title="Facilitator handbook, by the Python client",
        summary="How to hold a circle.",
        section=Section.LEARN,
        type_="guide",
        language="en",
        license_="CC-BY-4.0",
        rights=Rights.OURS,
        people_shown=PeopleShown.NONE,
    )
    draft = well(create_submission.sync(client=uploader, body=metadata))
    with open(pdf, "rb") as file:
        parts = FileParts(file=[File(payload=file, file_name="handbook.pdf", mime_type="application/pdf")])
        draft = well(attach_files.sync(draft.id, client=uploader, body=parts, idempotency_key="python-client"))
    submitted = well(submit_submission.sync(draft.id, client=uploader, body=VersionInput(version=draft.version)))
    assert submitted.status == SubmissionStatus.SUBMITTED and not submitted.missing

    waiting = well(read_submission.sync(draft.id, client=reviewer))
    for _ in range(600):
        if not any(file.status == FileStatus.PENDING for file in waiting.files):
            break
        time.sleep(0.1)
        waiting = well(read_submission.sync(draft.id, client=reviewer))
    decision = DecisionInput(decision=Verdict.APPROVE, version=waiting.version)
    approved = well(decide_submission.sync(draft.id, client=reviewer, body=decision))

    found = well(search_resources.sync(client=visitor, q="medication", limit=100, after_change=approved.change))
    hit = next(hit for hit in found.items if hit.title.endswith("by the Python client"))
    resource = well(read_resource.sync(hit.id, client=visitor))
    downloaded = download_resource_file.sync_detailed(hit.id, resource.files[0].id, client=visitor)
    assert downloaded.status_code == 200 and downloaded.content == content, downloaded.status_code
    print(f"Python: {resource.title} uploaded, approved as change {approved.change}, found and downloaded ({len(content)} bytes)")


if __name__ == "__main__":
    main(*sys.argv[1:])
