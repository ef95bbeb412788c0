//! People and organizations, put straight into a database: a test that is about something else need not have them apply and be invited.

use commonshelf::auth::passwords::{self, Password};
use commonshelf::db::memberships::{self, MembershipRow};
use commonshelf::db::organizations::{self, OrganizationRow};
use commonshelf::db::{Db, Tx};
use commonshelf::domain::ids::{OrganizationId, UserId};
use commonshelf::domain::language::LanguageTag;
use commonshelf::domain::organization::folded_name;
use commonshelf::domain::text::EmailAddress;
use commonshelf::domain::time::Timestamp;
use commonshelf::domain::words::{MembershipRole, OrganizationStatus, SiteRole};
use commonshelf::library::accounts::{self, NewUser};
use std::sync::OnceLock;

/// Everyone's.
pub const PASSWORD: &str = "correct horse battery";

/// Someone with a login under `<name>@example.org`.
pub async fn make_user(db: &Db, name: &str, role: SiteRole, now: Timestamp) -> UserId {
    // One hash for all: it is costly, and everyone here has the same password.
    static HASH: OnceLock<String> = OnceLock::new();
    let hash = HASH.get_or_init(|| passwords::hash(&Password::parse(PASSWORD).unwrap()).unwrap());
    let (email, name) = (EmailAddress::parse(&format!("{name}@example.org")).unwrap(), name.to_owned());
    let make = move |tx: &mut Tx| {
        let language = LanguageTag::english();
        let new = NewUser { email: &email, name: &name, role, language: &language, password_hash: hash };
        Ok(accounts::create(tx, &new, now)?.id)
    };
    db.write(make).await.unwrap()
}

/// A member of an organization, which is made where it does not exist.
pub async fn make_member(db: &Db, name: &str, site_role: SiteRole, organization: &str, role: MembershipRole, now: Timestamp) {
    let user_id = make_user(db, name, site_role, now).await;
    let organization_id = make_organization(db, organization, now).await;
    let membership = MembershipRow { user_id, organization_id, role, created_at: now };
    db.write(move |tx| memberships::insert(tx, &membership)).await.unwrap();
}

/// An active organization of this name, made where there is none.
pub async fn make_organization(db: &Db, name: &str, now: Timestamp) -> OrganizationId {
    let name = name.to_owned();
    let find_or_make = move |tx: &mut Tx| {
        let active = organizations::list(tx, &[OrganizationStatus::Active], None, 1_000)?;
        if let Some(found) = active.iter().find(|organization| organization.name == name) {
            return Ok(found.id);
        }
        let organization = OrganizationRow {
            id: OrganizationId::new(),
            folded_name: folded_name(&name),
            name: name.clone(),
            status: OrganizationStatus::Active,
            summary: "A group of the tests.".to_owned(),
            country: Some("MX".to_owned()),
            hides_country: false,
            is_unlisted: false,
            website: None,
            languages: "[\"es\"]".to_owned(),
            topics: "[]".to_owned(),
            translations: "{}".to_owned(),
            contact_name: "Contact".to_owned(),
            contact_email: "contact@example.org".to_owned(),
            contact_language: LanguageTag::english(),
            message: None,
            version: 1,
            created_at: now,
            updated_at: now,
            email_confirmed_at: Some(now),
            decided_at: Some(now),
            decided_by: None,
            decision_note: None,
            last_active_at: None,
            status_reason: None,
            status_changed_at: None,
            merged_into: None,
            quota_bytes: None,
            warned_at: None,
            logo_sha256: None,
        };
        organizations::insert(tx, &organization)?;
        Ok(organization.id)
    };
    db.write(find_or_make).await.unwrap()
}
