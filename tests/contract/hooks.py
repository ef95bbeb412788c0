"""What schemathesis has to know of the library beside its document: who is asking, some things to ask about, and what can't be known.

Some operations need something that exists and is in the right state: half of their well-formed calls are given such a thing, made for the
call. What comes back is counted by operation; the counts are written at the end. A few findings are excused, each with its reason; how often
is printed as well.
"""

import atexit
import base64
import hmac
import json
import os
import random
import re
import time
import uuid
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import schemathesis
from people import MANAGER, METADATA, OTHERS, PASSWORD, PEOPLE, Caller, is_reachable, mailed

BASE, ROLE = os.environ["CONTRACT_BASE"], os.environ["CONTRACT_ROLE"]
FOLDER, RESULT = Path(os.environ["CONTRACT_FOLDER"]), Path(os.environ["CONTRACT_RESULT"])
chance = random.Random(int(os.environ["CONTRACT_SEED"]))

_callers: dict[str, Caller] = {}


def caller(email: str) -> Caller:
    """A session of its own for what the hooks do, so that the one that is tried may end."""
    if email not in _callers:
        _callers[email] = Caller(BASE, email)
    return _callers[email]


def me() -> Caller:
    return caller(PEOPLE[ROLE][0])


def operation_id(case) -> str:
    return case.operation.definition.raw["operationId"]


# What would end the run of who is tried: their sessions, their account, their place in the organization.
OF_A_BYSTANDER = {"end_session", "end_other_sessions", "change_password", "deactivate_account", "delete_account", "leave_organization"}
# The same, done to others by id: what was not made for the call concerns nobody.
TO_NOBODY = {"remove_member", "update_member", "update_user", "deactivate_user", "reset_second_factor"} | {
    "suspend_organization", "merge_organization", "close_organization", "set_organization_quota"
}  # fmt: skip


# --- Who is asking ------------------------------------------------------------------------------------------------------------------

# Everybody signs in at the start: made-up requests for new passwords are counted with the sign-ins of an account, and would use them up.
for email in {MANAGER, *(email for email, _ in PEOPLE.values() if email)}:
    caller(email)
_callers["for refresh"] = Caller(BASE, MANAGER)

if ROLE != "visitor":
    tried = Caller(BASE, PEOPLE[ROLE][0])
    tokens_to_end = [Caller(BASE, PEOPLE[ROLE][0]).token for _ in range(5)]
    bystander = Caller(BASE, OTHERS[-1])

    @schemathesis.auth(refresh_interval=600)
    class Session:
        def get(self, case, context):
            tried.renew()
            return tried.token

        def set(self, case, token, context):
            # Signing out is done with a session that nobody needs any more, and what ends sessions or changes the account by somebody else.
            if operation_id(case) == "logout":
                token = tokens_to_end.pop() if len(tokens_to_end) > 1 else tokens_to_end[0]
            if operation_id(case) in OF_A_BYSTANDER:
                token = bystander.token
            case.headers["Authorization"] = f"Bearer {token}"


# --- Something to ask about ---------------------------------------------------------------------------------------------------------


def own_draft() -> dict:
    return me().draft()


def waiting() -> dict:
    """A submission of another organization, ready to be decided."""
    return caller(PEOPLE["uploader"][0]).draft(submit=True)


def of(submission: dict) -> dict:
    return {"path": {"id": submission["id"]}, "version": submission["version"]}


def editable() -> dict:
    return of(own_draft() if ROLE in ("uploader", "reviewer") else waiting())


def held() -> dict:
    submission = waiting()
    decision = {"decision": "approve", "version": submission["version"], "hold_seconds": 3600}
    caller(PEOPLE["admin"][0]).call("POST", f"/submissions/{submission['id']}/decision", decision)
    return of(submission)


def with_file() -> dict:
    submission = me().attach(own_draft())
    return {"path": {"id": submission["id"], "file_id": submission["files"][0]["id"]}}


def published(withdrawn=False) -> dict:
    items = Caller(BASE, None).call("GET", "/resources?limit=100")["items"]
    resource = {"path": {"id": chance.choice(items)["id"]}}
    if withdrawn:
        caller(PEOPLE["admin"][0]).call("POST", f"/resources/{resource['path']['id']}/withdraw", {"reason": "mistake"})
    return resource


def purgeable() -> dict:
    resource = Caller(BASE, None).call("GET", f"/resources/{published()['path']['id']}")
    return {"path": {"id": resource["id"]}, "body": {"reason": "mistake", "confirm_title": resource["title"]}}


def embargoed() -> dict:
    """One that waits, and that its uploader may publish as soon as it is approved."""
    owner = me() if ROLE in ("uploader", "reviewer") else caller(PEOPLE["uploader"][0])
    until = (datetime.now(UTC) + timedelta(days=30)).isoformat()
    draft = owner.call("POST", "/submissions?submit=true", METADATA | {"embargo_until": until})
    return of(draft) | {"body": {"version": draft["version"]}}


def fresh_resource() -> str:
    """Something that has just become public."""
    sent = waiting()
    decision = {"decision": "approve", "version": sent["version"]}
    return caller(PEOPLE["admin"][0]).call("POST", f"/submissions/{sent['id']}/decision", decision)["resource_id"]


def revision() -> dict:
    """A new edition of something public, ready to be decided."""
    new = METADATA | {"resource_id": fresh_resource(), "title": "A second page about circles"}
    return of(caller(PEOPLE["uploader"][0]).call("POST", "/submissions?submit=true", new))


def editions() -> dict:
    """A resource whose editions the caller may compare: a reviewer any, a member the own organization's."""
    return {"path": {"id": fresh_resource()}, "query": {"from": 1, "to": 1}}


def checklist_version() -> int:
    return Caller(BASE, None).call("GET", "/checklist")["version"]


def ticks() -> dict:
    draft = editable()
    return draft | {"body": {"version": checklist_version(), "ticked": []}}


def wished() -> dict:
    resource = published()
    me().call("POST", f"/resources/{resource['path']['id']}/translation-wishes", {"language": "eo"})
    return {"path": resource["path"] | {"language": "eo"}}


def rule() -> dict:
    return {"path": {"id": me().call("POST", "/correction-rules", {"fields": ["year"], "after_approvals": 1000})["id"]}}


def published_file() -> dict:
    for _ in range(20):
        resource = Caller(BASE, None).call("GET", f"/resources/{published()['path']['id']}")
        if resource["files"]:
            return {"path": {"id": resource["id"], "file_id": resource["files"][0]["id"]}}
    raise RuntimeError("no public resource has a file")


def circle(email: str) -> dict:
    organization = {"name": f"Circle {uuid.uuid4()}", "summary": "A circle.", "country": "MX", "languages": ["en"]}
    return organization | {"contact_name": "Ada", "contact_email": email}


def listed_organization() -> str:
    return chance.choice(Caller(BASE, None).call("GET", "/organizations")["items"])["id"]


def application() -> dict:
    email = f"{uuid.uuid4().hex}@example.org"
    receipt = Caller(BASE, None).call("POST", "/organizations", circle(email))
    return {"path": {"id": receipt["id"]}, "email": email}


def confirmation() -> dict:
    return {"body": {"token": mailed(FOLDER, "confirm", application()["email"])}}


def own_organization() -> str:
    memberships = (me().call("GET", "/me")["memberships"] if ROLE != "visitor" else []) or caller(MANAGER).call("GET", "/me")["memberships"]
    return memberships[0]["organization"]["id"]


def invitation() -> dict:
    manager, email = caller(MANAGER), f"{uuid.uuid4().hex}@example.org"
    organization = manager.call("GET", "/me")["memberships"][0]["organization"]["id"]
    manager.call("POST", f"/organizations/{organization}/invitations", {"email": email, "role": "uploader"})
    return {"path": {"token": mailed(FOLDER, "invitations", email)}}


def admin() -> Caller:
    return caller(PEOPLE["admin"][0])


def spare(suspended=False) -> dict:
    """An organization of its own, which nobody belongs to."""
    made = admin().call("POST", "/organizations/unclaimed", {"name": f"Circle {uuid.uuid4()}", "summary": "A circle."})
    if suspended:
        admin().call("POST", f"/organizations/{made['id']}/suspend", {"reason": "To be lifted."})
    return {"path": {"id": made["id"]}}


def managed(profile: dict) -> dict:
    organization = own_organization()
    version = admin().call("GET", f"/organizations/{organization}/profile")["version"]
    return {"path": {"id": organization}, "body": {"version": version, "profile": profile}}


def proposed(logo=False) -> dict:
    """A change of a profile that waits for an admin."""
    manager = caller(MANAGER)
    organization = manager.call("GET", "/me")["memberships"][0]["organization"]["id"]
    if logo:
        inside = manager.call("PUT", f"/organizations/{organization}/logo", PICTURE, "image/png")
    else:
        inside = manager.call("GET", f"/organizations/{organization}/profile")
        change = {"version": inside["version"], "profile": {"summary": f"Circles, {uuid.uuid4()}."}}
        inside = manager.call("PATCH", f"/organizations/{organization}", change)
    return {"path": {"id": inside["edits"][0]["id"]}, "body": {"decision": "decline"}}


def picture_shown() -> dict:
    organization = spare()
    admin().call("PUT", f"/organizations/{organization['path']['id']}/logo", PICTURE, "image/png")
    return organization


def questioned() -> dict:
    applied = application()
    admin().call("POST", f"/organizations/{applied['path']['id']}/messages", {"text": "How many are you?"})
    return {"path": {"token": mailed(FOLDER, "questions", applied["email"])}, "body": {"text": "Two."}}


def merging() -> dict:
    return spare() | {"body": {"into": spare()["path"]["id"]}}


def sent_invitation() -> dict:
    organization, email = own_organization(), f"{uuid.uuid4().hex}@example.org"
    sent = admin().call("POST", f"/organizations/{organization}/invitations", {"email": email, "role": "uploader"})
    return {"path": {"id": organization, "invitation_id": sent["id"]}}


def own_invitation() -> dict:
    email = me().call("GET", "/me")["email"]
    organization = spare()["path"]["id"]
    sent = admin().call("POST", f"/organizations/{organization}/invitations", {"email": email, "role": "uploader"})
    return {"path": {"id": sent["id"]}}


def own_request() -> dict:
    return {"path": {"id": me().call("POST", f"/organizations/{spare()['path']['id']}/join-requests", {})["id"]}}


# A dot.
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)


def password_reset() -> dict:
    others = OTHERS[:-1]  # the last one is deactivated now and then
    email = others[_resets["made"] % len(others)]
    _resets["made"] += 1
    Caller(BASE, None).call("POST", "/auth/password-resets", {"email": email})
    return {"path": {"token": mailed(FOLDER, "password-resets", email)}, "body": {"password": PASSWORD}}


_resets: Counter = Counter()


def session() -> dict:
    """One that nothing else is done with: an old refresh token, sent again, ends it."""
    return {"body": {"refresh_token": _callers["for refresh"].refresh_token}}


def own_token() -> dict:
    token = me().call("POST", "/me/tokens", {"name": "A program", "scopes": ["read"], "expires_in_days": 1})
    return {"path": {"id": token["id"]}}


def spare_session() -> dict:
    """One of the caller's that nobody uses: signed in for this, and the one used last."""
    Caller(BASE, PEOPLE[ROLE][0])
    sessions = [session for session in me().call("GET", "/me/sessions")["items"] if not session["is_current"]]
    return by(me(), path={"id": max(sessions, key=lambda session: session["created_at"])["id"]})


def newcomer(organization: str | None = None, role="uploader") -> Caller:
    """Somebody new, in the caller's organization or another."""
    organization, email = organization or own_organization(), f"{uuid.uuid4().hex}@example.org"
    admin().call("POST", f"/organizations/{organization}/invitations", {"email": email, "role": role})
    answer = {"name": "Ada", "password": PASSWORD}
    Caller(BASE, None).call("POST", f"/invitations/{mailed(FOLDER, 'invitations', email)}/accept", answer)
    return Caller(BASE, email)


def by(person: Caller, **thing) -> dict:
    """Something that this person is to ask."""
    return thing | {"token": person.token}


def address_change(stop=False) -> dict:
    person, email = newcomer(), f"{uuid.uuid4().hex}@example.org"
    person.call("POST", "/me/address-changes", {"email": email, "password": PASSWORD})
    return {"path": {"token": mailed(FOLDER, "address-changes", person.email if stop else email)}}


def code(secret: str, step=0) -> str:
    """What an authenticator shows now, or in so many half minutes (RFC 6238)."""
    counter = int(time.time() // 30 + step).to_bytes(8, "big")
    digest = hmac.digest(base64.b32decode(secret + "=" * (-len(secret) % 8)), counter, "sha1")
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at : at + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def begun_factor() -> tuple[Caller, str]:
    person = newcomer()
    return person, person.call("POST", "/me/second-factor", {"password": PASSWORD})["secret"]


def second_factor() -> tuple[Caller, str]:
    """Somebody with a second factor, and the code that comes next."""
    person, secret = begun_factor()
    person.call("POST", "/me/second-factor/confirm", {"code": code(secret)})
    return person, code(secret, 1)


def factor_to_confirm() -> dict:
    person, secret = begun_factor()
    return by(person, body={"code": code(secret)})


def factor_in_use() -> dict:
    person, next_code = second_factor()
    return by(person, body={"password": PASSWORD, "code": next_code})


def challenge() -> dict:
    person, next_code = second_factor()
    refusal = Caller(BASE, None).refused("POST", "/auth/login", {"email": person.email, "password": PASSWORD})
    return {"body": {"challenge": refusal["challenge"], "code": next_code}}


def user_id(person: Caller) -> str:
    return person.call("GET", "/me")["id"]


def asked_to_join() -> dict:
    organization, person = own_organization(), newcomer(spare()["path"]["id"], "manager")
    request = person.call("POST", f"/organizations/{organization}/join-requests", {})
    return {"path": {"id": organization, "request_id": request["id"]}, "body": {"decision": "accept", "role": "uploader"}}


def invited_newcomer() -> dict:
    person, organization = newcomer(), spare()["path"]["id"]
    sent = admin().call("POST", f"/organizations/{organization}/invitations", {"email": person.email, "role": "uploader"})
    return by(person, path={"id": sent["id"]})


def named_successor() -> dict:
    me().call("POST", "/me/successor", {"email": PEOPLE["reviewer"][0]})
    return {}


def claimed() -> dict:
    submission = waiting()
    me().call("POST", f"/submissions/{submission['id']}/claim")
    return of(submission)


def commented() -> dict:
    uploader, submission = caller(PEOPLE["uploader"][0]), waiting()
    comment = uploader.call("POST", f"/submissions/{submission['id']}/comments", {"text": "Is a scan enough?"})
    return of(submission) | {"body": {"comment_id": comment["id"]}}


def in_a_while() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 86_400))


def another_reviewer() -> str:
    own = me().call("GET", "/me")["id"]
    return chance.choice([one for one in me().call("GET", "/reviews/reviewers")["items"] if one["id"] != own])["id"]


def second_look() -> dict:
    """One that is asked of who is tried."""
    submission, own = waiting(), me().call("GET", "/me")["id"]
    other = caller(PEOPLE["admin" if ROLE == "reviewer" else "reviewer"][0])
    look = other.call("POST", f"/submissions/{submission['id']}/second-looks", {"reviewer_id": own})
    return {"path": {"id": submission["id"], "look_id": look["id"]}, "body": {"note": "It is fine."}}


def reason() -> dict:
    new = {"code": f"reason_{uuid.uuid4().hex}", "uses": ["reject"], "labels": {"en": "A reason"}}
    made = me().call("POST", "/reasons", new)
    return {"path": {"code": made["code"]}, "body": {"version": made["version"], "labels": {"en": "Another"}}}


def decisions() -> dict:
    sent = waiting()
    return {"body": {"decisions": [{"submission_id": sent["id"], "version": sent["version"], "decision": "approve"}]}}


def refilable() -> dict:
    resource = Caller(BASE, None).call("GET", f"/resources/{published()['path']['id']}")
    section = next(section for section in ("learn", "promote", "take_action") if section != resource["section"])
    return {"path": {"id": resource["id"]}, "body": {"section": section, "edition": resource["edition"]}}


def parked_job() -> dict:
    items = me().call("GET", "/jobs")["items"]
    return {"path": {"id": items[0]["id"]}}


def follow() -> dict:
    """Something that is followed from now on: whatever was followed before is given up."""
    for followed in me().call("GET", "/me/follows")["items"]:
        me().call("DELETE", f"/me/follows/{followed['id']}")
    followed = me().call("POST", "/me/follows", {"target": {"topic": "facilitation"}})
    return {"path": {"id": followed["id"]}}


def saved_search() -> dict:
    saved = me().call("POST", "/me/saved-searches", {"name": "Circles", "search": {"q": "circle"}})
    return {"path": {"id": saved["id"]}, "version": saved["version"]}


def settings_change() -> dict:
    return {"body": {"version": me().call("GET", "/settings")["version"], "settings": {"admin_absence_days": chance.randint(30, 60)}}}


def page_version() -> dict:
    newest = Caller(BASE, None).call("GET", "/pages/imprint")["version"]
    text = {"title": "Imprint", "source": "{{library}} is run by its members."}
    return {"path": {"page": "imprint"}, "body": {"based_on": newest, "texts": {"en": text}}}


def fresh_term() -> dict:
    return {"value": f"t{uuid.uuid4().hex}", "term": {"labels": {"en": "A topic"}}}


def topic() -> dict:
    term = me().call("POST", "/vocabularies/topics/terms", fresh_term())
    return {"path": {"vocabulary": "topics", "value": term["value"]}, "version": term["version"]}


def someone(closed=False) -> dict:
    """An account that nobody signs in with."""
    email = OTHERS[-1]
    user = next(user for user in me().call("GET", f"/users?q={email}")["items"] if user["email"] == email)
    if (user["status"] == "deactivated") != closed:
        user = me().call("POST", f"/users/{user['id']}/{'deactivate' if closed else 'reactivate'}", {})
    return {"path": {"id": user["id"]}, "version": user["version"], "body": {}}


def own_published() -> dict:
    """A resource of an organization that the caller belongs to, or of any."""
    organization = own_organization()
    items = Caller(BASE, None).call("GET", f"/resources?organization={organization}&limit=100")["items"]
    return {"path": {"id": chance.choice(items)["id"]}} if items else published()


def reported() -> dict:
    resource = published()["path"]["id"]
    receipt = Caller(BASE, None).call("POST", f"/resources/{resource}/reports", {"kind": "other", "message": "Something is wrong."})
    return {"path": {"receipt": receipt["receipt"]}}


def waiting_report() -> dict:
    reported()
    report = chance.choice(caller(PEOPLE["admin"][0]).call("GET", "/reports?status=open&limit=100")["items"])
    return {"path": {"id": report["id"]}, "body": {"version": report["version"], "answer": "Thank you."}}


def hidden() -> dict:
    resource = own_published()
    caller(PEOPLE["admin"][0]).call("POST", f"/resources/{resource['path']['id']}/hide", {"reason": "mistake", "note": "A mistake."})
    return resource


def removal_request() -> dict:
    request = caller(PEOPLE["admin"][0]).call("POST", f"/resources/{fresh_resource()}/removal-requests", {"reason": "It is old."})
    return {"path": {"id": request["id"]}, "body": {"decision": "refuse"}}


def told_use(by=None) -> dict:
    teller = by or caller(PEOPLE["uploader"][0])
    told = teller.call("POST", f"/resources/{published()['path']['id']}/uses", {"text": "It went well."})
    return {"path": {"id": told["id"]}, "version": told["version"]}
TABLE = "id,organization,title\n1,Nobody,A page about circles\n"


def an_import() -> dict:
    """One that is tried only."""
    items = me().call("GET", "/imports")["items"]
    return {"path": {"id": (items[0] if items else me().tried_import(TABLE))["id"]}}


CONTACT = {"name": "Ada", "email": "ada@example.org", "message": "How do we join?"}


def a_message() -> dict:
    return {"path": {"id": Caller(BASE, None).call("POST", "/contact", CONTACT)["id"]}}


WEBHOOK = {"url": "https://hooks.example.org/library", "events": ["resource.publish"]}


def a_webhook() -> dict:
    return of(me().call("POST", "/webhooks", WEBHOOK))


def a_delivery() -> dict:
    webhook = a_webhook()["path"]
    delivery = me().call("POST", f"/webhooks/{webhook['id']}/test", {})
    return {"path": webhook | {"delivery_id": delivery["id"]}}


def what_to_export() -> dict:
    return {} if ROLE == "admin" else {"organization_id": own_organization()}


def an_export() -> dict:
    export = me().call("POST", "/exports", what_to_export())
    for _ in range(200):
        if export["status"] not in ("waiting", "running"):
            break
        time.sleep(0.05)
        export = me().call("GET", f"/exports/{export['id']}")
    return {"path": {"id": export["id"]}}


# Operation → what makes a thing for it, and how many there may be (sign-ins and password resets are counted by the server).
STAGES = {
    "login": (lambda: {"body": {"email": MANAGER, "password": PASSWORD}}, 3),
    "refresh_session": (session, 20),
    "confirm_organization": (confirmation, 10),
    "apply_organization": (lambda: {"body": circle("ada@example.org")}, 20),
    "get_organization": (lambda: {"path": {"id": listed_organization()}}, 20),
    "get_invitation": (invitation, 10),
    "accept_invitation": (lambda: invitation() | {"body": {"name": "Ada", "password": PASSWORD}}, 10),
    "decline_invitation": (invitation, 10),
    "reset_password": (password_reset, 4),
    "decide_organization": (application, 20),
    "end_token": (own_token, 10),
    "end_session": (spare_session, 3),
    "confirm_new_address": (address_change, 2),
    "stop_address_change": (lambda: address_change(stop=True), 2),
    "change_password": (lambda: by(newcomer(), body={"password": PASSWORD, "new_password": "six other quiet words"}), 2),
    "deactivate_account": (lambda: by(newcomer(), body={"password": PASSWORD}), 2),
    "delete_account": (lambda: by(newcomer(), body={"password": PASSWORD}), 2),
    "confirm_second_factor": (factor_to_confirm, 2),
    "renew_recovery_codes": (factor_in_use, 2),
    "turn_off_second_factor": (factor_in_use, 2),
    "login_with_code": (challenge, 2),
    "reset_second_factor": (lambda: {"path": {"id": user_id(second_factor()[0])}}, 2),
    "get_successor": (named_successor, 5),
    "name_successor": (lambda: {"body": {"email": PEOPLE["reviewer"][0]}}, 5),
    "forget_successor": (named_successor, 5),
    "accept_own_invitation": (invited_newcomer, 3),
    "decide_join_request": (asked_to_join, 3),
    "leave_organization": (lambda: by(newcomer(), path={"id": own_organization()}), 3),
    "update_member": (lambda: {"path": {"id": own_organization(), "user_id": user_id(newcomer())}, "body": {"role": "manager"}}, 3),
    "remove_member": (lambda: {"path": {"id": own_organization(), "user_id": user_id(newcomer())}}, 3),
    "create_unclaimed_organization": (lambda: {"body": {"name": f"Circle {uuid.uuid4()}", "summary": "A circle."}}, 5),
    "create_export": (lambda: {"body": what_to_export()}, 5),
    "create_token": (lambda: {"body": {"name": "A program", "scopes": ["read"], "expires_in_days": 1}}, 10),
    "ask_address_change": (lambda: {"body": {"email": f"{uuid.uuid4().hex}@example.org", "password": PASSWORD}}, 2),
    "begin_second_factor": (lambda: {"body": {"password": PASSWORD}}, 3),
    "list_members": (lambda: {"path": {"id": own_organization()}}, 20),
    "list_invitations": (lambda: {"path": {"id": own_organization()}}, 20),
    "create_invitation": (lambda: {"path": {"id": own_organization()}}, 20),
    "get_managed_organization": (lambda: {"path": {"id": own_organization()}}, 20),
    "update_organization": (lambda: managed({"summary": "Circles."}), 20),
    "put_logo": (lambda: {"path": {"id": own_organization()}, "body": PICTURE, "media": "image/png"}, 10),
    "delete_logo": (lambda: {"path": {"id": own_organization()}}, 10),
    "get_logo": (picture_shown, 5),
    "decide_organization_edit": (proposed, 10),
    "get_edit_logo": (lambda: proposed(logo=True), 5),
    "suspend_organization": (lambda: spare() | {"body": {"reason": "To see what happens."}}, 10),
    "lift_suspension": (lambda: spare(suspended=True), 10),
    "merge_organization": (merging, 10),
    "close_organization": (lambda: spare() | {"body": {"resources": "keep"}}, 10),
    "set_organization_quota": (spare, 10),
    "list_messages": (lambda: {"path": {"id": own_organization()}}, 20),
    "write_message": (lambda: {"path": {"id": own_organization()}}, 10),
    "get_application_questions": (questioned, 10),
    "answer_application_question": (questioned, 10),
    "resend_invitation": (sent_invitation, 10),
    "revoke_invitation": (sent_invitation, 10),
    "create_join_request": (spare, 10),
    "list_join_requests": (lambda: {"path": {"id": own_organization()}}, 20),
    "withdraw_join_request": (own_request, 10),
    "decline_own_invitation": (own_invitation, 10),
    "create_submission": (lambda: {"body": {"title": "A page about circles"}, "query": {}}, 10),
    "read_submission": (editable, 20),
    "edit_submission": (lambda: (draft := editable()) | {"body": {"version": draft["version"], "metadata": {"year": 2020}}}, 20),
    "delete_submission": (lambda: of(own_draft()), 20),
    "attach_files": (lambda: of(own_draft()) | {"body": {"file": ["Words for a circle."]}, "media": "multipart/form-data"}, 20),
    "detach_file": (with_file, 20),
    "download_submission_file": (with_file, 20),
    "submit_submission": (lambda: (draft := of(own_draft())) | {"body": {"version": draft["version"]}}, 20),
    "cancel_submission": (lambda: (sent := of(me().draft(submit=True))) | {"body": {"version": sent["version"]}}, 20),
    "decide_submission": (lambda: (sent := of(waiting())) | {"body": {"decision": "approve", "version": sent["version"]}}, 20),
    "undo_decision": (held, 20),
    "decide_submissions": (decisions, 10),
    "undo_decisions": (lambda: {"body": {"submissions": [held()["path"]["id"]]}}, 10),
    "claim_submission": (lambda: of(waiting()), 10),
    "release_submission": (claimed, 10),
    "park_submission": (lambda: of(waiting()) | {"body": {"reason": "waiting_for_expert", "until": in_a_while()}}, 10),
    "unpark_submission": (lambda: of(waiting()), 10),
    "ask_second_look": (lambda: of(waiting()) | {"body": {"reviewer_id": another_reviewer()}}, 10),
    "answer_second_look": (second_look, 10),
    "list_comments": (lambda: of(waiting()), 10),
    "create_comment": (lambda: of(waiting()) | {"body": {"text": "Is a scan enough?"}}, 10),
    "mark_comments_read": (commented, 10),
    "create_reason": (lambda: {"body": {"code": f"reason_{uuid.uuid4().hex}", "uses": ["park"], "labels": {"en": "A reason"}}}, 10),
    "change_reason": (reason, 10),
    "archive_reason": (reason, 10),
    "update_reviewing": (lambda: {"body": {"version": me().call("GET", "/reviews/me")["version"]}}, 10),
    "refile_resource": (refilable, 10),
    "read_resource": (published, 20),
    "download_resource_file": (published_file, 20),
    "withdraw_resource": (lambda: published() | {"body": {"reason": "outdated"}}, 5),
    "restore_resource": (lambda: published(withdrawn=True), 20),
    "purge_resource": (purgeable, 2),
    "retry_job": (parked_job, 20),
    "update_mail_choices": (lambda: {"body": {"time_zone": "Europe/Paris", "digest_hour": 6, "groups": {"submissions": "daily"}}}, 10),
    "create_follow": (lambda: {"body": {"target": {"organization": listed_organization()}}}, 10),
    "update_follow": (lambda: follow() | {"body": {"frequency": "daily"}}, 10),
    "delete_follow": (follow, 10),
    "update_saved_search": (lambda: (saved := saved_search()) | {"body": {"version": saved["version"], "frequency": "daily"}}, 10),
    "delete_saved_search": (saved_search, 10),
    "change_settings": (settings_change, 20),
    "read_page": (lambda: {"path": {"page": "terms"}, "query": {}}, 20),
    "list_page_versions": (lambda: {"path": {"page": "terms"}}, 20),
    "publish_page": (page_version, 20),
    "list_terms": (lambda: {"path": {"vocabulary": "licenses"}}, 20),
    "add_term": (lambda: {"path": {"vocabulary": "topics"}, "body": fresh_term()}, 20),
    "change_term": (lambda: (term := topic()) | {"body": {"version": term["version"], "term": {"position": 7}}}, 20),
    "merge_term": (lambda: (term := topic()) | {"body": {"version": term["version"], "into": "planning"}}, 20),
    "get_user": (someone, 20),
    "update_user": (lambda: (user := someone()) | {"body": {"version": user["version"], "role": "user"}}, 20),
    "deactivate_user": (someone, 20),
    "reactivate_user": (lambda: someone(closed=True), 20),
    "report_resource": (lambda: published() | {"body": {"kind": "other", "message": "Something is wrong."}}, 5),
    "read_report_receipt": (reported, 5),
    "answer_report": (waiting_report, 5),
    "hide_resource": (lambda: published() | {"body": {"reason": "mistake", "note": "A mistake."}}, 2),
    "read_hiding": (hidden, 2),
    "state_on_hiding": (lambda: hidden() | {"body": {"statement": "It is ours."}}, 2),
    "decide_hiding": (lambda: hidden() | {"body": {"decision": "restore", "note": "It is fine."}}, 5),
    "request_removal": (lambda: own_published() | {"body": {"reason": "It is old."}}, 2),
    "decide_removal": (removal_request, 5),
    "keep_resource": (own_published, 10),
    "create_use": (lambda: published() | {"body": {"text": "It went well."}}, 10),
    "list_resource_uses": (published, 10),
    "edit_use": (lambda: (told := told_use(me())) | {"body": {"version": told["version"], "text": "It went very well."}}, 10),
    "delete_use": (lambda: told_use(me() if ROLE == "uploader" else None), 5),
    "decide_use": (lambda: (told := told_use()) | {"body": {"decision": "approve", "version": told["version"]}}, 10),
    "write_to_admins": (lambda: {"body": CONTACT}, 5),
    "answer_contact_message": (a_message, 5),
    "erase_contact_message": (a_message, 5),
    "create_webhook": (lambda: {"body": WEBHOOK}, 5),
    "read_webhook": (a_webhook, 5),
    "edit_webhook": (lambda: (made := a_webhook()) | {"body": {"version": made["version"], "description": "Another"}}, 5),
    "delete_webhook": (a_webhook, 5),
    "replace_webhook_secret": (a_webhook, 5),
    "test_webhook": (a_webhook, 5),
    "list_deliveries": (a_delivery, 5),
    "redeliver": (a_delivery, 5),
    "create_import": (lambda: {"body": {"options": {"state": "draft", "dry_run": True}, "file": TABLE}, "media": "multipart/form-data"}, 5),
    "read_import": (an_import, 10),
    "read_import_faults": (an_import, 10),
    "read_export": (an_export, 5),
    "download_export": (an_export, 5),
    "preview_submission": (lambda: editable() | {"query": {"section": "learn"}}, 20),
    "compare_revision": (revision, 20),
    "lift_embargo": (embargoed, 20),
    "list_editions": (published, 20),
    "compare_editions": (editions, 20),
    "read_submission_checklist": (editable, 20),
    "tick_submission_checklist": (ticks, 20),
    "read_checklist": (lambda: {"query": {}}, 5),
    "replace_checklist": (lambda: {"body": {"version": checklist_version(), "items": []}}, 5),
    "create_correction_rule": (lambda: {"body": {"fields": ["year"], "after_approvals": 1000}}, 5),
    "end_correction_rule": (rule, 20),
    "list_translation_wishes": (published, 20),
    "wish_translation": (lambda: published() | {"body": {"language": "eo"}}, 20),
    "withdraw_translation_wish": (wished, 20),
}
# Nobody but members has drafts and files of drafts; an admin reads what was submitted.
if ROLE == "admin":

    def submitted_file() -> dict:
        uploader = caller(PEOPLE["uploader"][0])
        submission = uploader.attach(uploader.draft())
        uploader.call("POST", f"/submissions/{submission['id']}/submit", {"version": submission["version"]})
        return {"path": {"id": submission["id"], "file_id": submission["files"][0]["id"]}}

    STAGES["download_submission_file"] = (submitted_file, 20)

_staged: Counter = Counter()
_staged_cases: set[str] = set()


def is_uuid(text) -> bool:
    return re.fullmatch(r"[0-9a-fA-F-]{36}", str(text)) is not None


@schemathesis.hook
def before_call(context, case, kwargs):
    # What follows from an answer of the run itself is left as it is: that is the point of the stateful phase. There a key that was used before
    # would bring the answer of then, about something that may be gone.
    if case.meta is not None and case.meta.phase.name.value == "stateful":
        case.headers.pop("Idempotency-Key", None)
    if operation_id(case) in TO_NOBODY and case.path_parameters:
        name = "user_id" if "user_id" in case.path_parameters else "id"
        case.path_parameters[name] = str(uuid.uuid4()) if is_uuid(case.path_parameters[name]) else case.path_parameters[name]
    if case.meta is None or not case.meta.generation.mode.is_positive or case.meta.phase.name.value == "stateful":
        return
    name = operation_id(case)
    if name not in STAGES or case.method.upper() not in case.operation.method.upper() or not is_reachable(case.operation.definition.raw, ROLE):
        return
    make, most = STAGES[name]
    if _staged[name] >= most or (_staged[name] and chance.random() < 0.5):
        return
    _staged[name] += 1
    thing = make()
    _staged_cases.add(case.id)
    if "path" in thing:
        case.path_parameters = {**(case.path_parameters or {}), **thing["path"]}
    if "token" in thing:
        case.headers["Authorization"] = f"Bearer {thing['token']}"
    if "query" in thing:
        case.query = thing["query"]
    if "body" in thing:
        case.body, case.media_type = thing["body"], thing.get("media", "application/json")


# --- What came back -----------------------------------------------------------------------------------------------------------------

answers: defaultdict[str, Counter] = defaultdict(Counter)
excused: Counter = Counter()


@schemathesis.hook
def after_call(context, case, response):
    name = operation_id(case)
    answers[name][response.status_code] += 1
    if name == "refresh_session" and response.status_code == 200:
        _callers["for refresh"].keep(json.loads(response.content))


@atexit.register
def write():
    RESULT.write_text(json.dumps({"answers": answers, "excused": excused}))


# --- What can't be known ------------------------------------------------------------------------------------------------------------

# A request that fits the document is refused for one of these fields: (field, message, why the document can't say it).
BEYOND_THE_DOCUMENT = [
    (r".*", r"holds the control character|must not be empty|holds a NUL", "which characters a text may have"),
    (r"from|until", r"RFC 3339|must be a day|days before", "times and days that the calendar bounds, in their order"),
    (r"value", r"must be (2 to 60|an SPDX)", "which letters a value has depends on its vocabulary"),
    (r"term\.(labels|plain|parent)|into", r".*", "what a term must say depends on its vocabulary and on the terms that there are"),
    (r"texts", r"in 1 to", "how many languages there may be"),
    (r"cursor", r"none of ours", "cursors are made by the server"),
    (r"(new_)?password", r".*", "how easily a password is guessed is no matter of its form"),
    (r".*", r"BCP 47", "BCP 47 is more than a pattern"),
    (r".*", r"e-mail address", "of all addresses of RFC 5322, those of the open internet are taken"),
    (r".*", r"web address", "of all URIs, those of the web are taken"),
    (r"(into|to)", r".*", "which organizations there are"),
    (r"logo", r".*", "which bytes are a picture"),
    (r"(profile\.)?(type|license|country|(topics|audiences|countries)\[\d+\])", r".*", "vocabularies are read from the API and grow"),
    (r"(metadata\.)?(year|embargo_until)", r".*", "times that the calendar or today bounds"),
    (r"(metadata\.)?resource_id", r"can't be changed", "a revision stays one of its resource"),
    (r"time_zone", r"IANA", "time zones are named by the world, and their names change"),
    (r"target\.(topic|organization)", r"lists them|has them", "vocabularies and the directory are read from the API and grow"),
    (r"confirm_title", r"title of the resource", "which title a resource has"),
    (r"(metadata\.)?relations\[\d+\].*", r".*", "relations lead to what exists"),
    (r".*", r"floating point", "JSON Schema counts 1.0 among the integers; nobody writes a version so"),
    (r"file", r"is empty", "an empty file is a mistake"),
    (r"file", r"fit in one submission|can't be added|was sent more than", "how many files fit depends on those that are there"),
    (r"(title|summary|type|language|license|rights|people_shown|files|section|name|password)", r"(is|are) (missing|link_only)|must be stated",
     "what is required depends on what is asked for"),
    (r"(reason|note|section|override_reason)", r".*", "what a decision must say depends on the decision"),
    (r"organization", r".*", "who belongs to several organizations names one of them"),
    (r".*", r"at most \d+ bytes|characters; at most", "length is counted after normalization"),
    (r".*", r"unknown field", "a field of something within was put beside it, which the document forbids and the generator overlooks"),
    (r"(columns|values|separators|defaults|mapping).*", r".*", "a mapping is about somebody's table"),
    (r"confirm_title", r".*", "it has to be the title of the resource"),
    (r"comment_id|reviewer_id", r"names no|is you|belongs to|is away", "which comments and reviewers there are"),
    (r"until|away_until", r"ahead", "times that today bounds"),
    (r"adaptation_id", r"another resource that is public", "which resources are public"),
    (r"terms_version", r"not the version in force", "which terms are in force changes with time"),
    (r"items\[\d+\].*", r"twice|no type we know|are missing", "what a list as a whole has to be"),
    (r"(ticked\[\d+\]|checklist\..*)", r".*", "what is asked is what the admins have put into the checklist"),
    (r"language", r"is the one it is written in|names no single language", "which language a resource is in"),
    (r"(from|to)", r"names no edition", "how many editions there are"),
    (r"organization_id", r"names no organization", "which organizations there are"),
]  # fmt: skip


def why_refused(response) -> str | None:
    """The reason, where each field that an answer names is beyond the document."""
    try:
        problem = json.loads(response.content)
    except ValueError:
        return None
    if problem.get("code") == "unknown_change":
        return "changes that have not been made yet can't be waited for"
    reasons = set()
    for fault in problem.get("errors", []):
        matching = (why for field, text, why in BEYOND_THE_DOCUMENT if re.fullmatch(field, fault["field"]) and re.search(text, fault["message"]))
        reasons.add(next(matching, None))
    return "; ".join(sorted(reasons)) if reasons and None not in reasons else None


def is_without_value(value) -> bool:
    return all(item in ("", None) for item in value) if isinstance(value, list) else value in ("", None)


def misses_what_is_optional(failure, case) -> bool:
    missing = re.search(r"Missing required property: (\w+)", str(failure.message))
    term = case.operation.schema.raw_schema["components"]["schemas"]["TermInput"]
    return bool(missing) and missing[1] in term["properties"] and missing[1] not in term.get("required", [])


@schemathesis.hook
def filter_failure(context, failure, case, response):
    reason = None
    kind = type(failure).__name__
    if kind == "RejectedPositiveData" and response.status_code in (400, 422):
        reason = why_refused(response)
    if kind == "AcceptedNegativeData" and any(is_without_value(value) for value in (case.query or {}).values()):
        reason = "a parameter without a value counts as absent, as forms send it"
    if kind == "AcceptedNegativeData" and case.id in _staged_cases:
        reason = "what was made for a call took the place of what the generator meant to be wrong"
    if kind == "AcceptedNegativeData" and operation_id(case) == "decide_submissions" and response.json()["refused"] > 0:
        reason = "each of many decisions is answered for itself, and refused among the results"
    if kind == "AcceptedNegativeData" and operation_id(case) in ("add_term", "change_term") and misses_what_is_optional(failure, case):
        reason = "the generator calls a property missing that the document does not require"
    path = case.path_parameters or {}
    if kind == "AcceptedNegativeData" and operation_id(case) == "attach_files" and isinstance(case.body, dict) and set(case.body) == {"file"}:
        reason = "a file may hold anything: in a form a number is bytes as well"
    if kind == "EnsureResourceAvailability" and path.get("id") == path.get("file_id"):
        reason = "adding a file answers with the submission, whose id is taken for the file's"
    if reason:
        excused[reason] += 1
    return reason is None
