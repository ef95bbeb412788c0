//! The way out of messages that one may choose: the link at the end of each, and the button that mail programs show beside it. They POST to it on
//! their own, without cookies and without having looked (RFC 8058); the secret in the path is all it needs.

use super::words::{Words, fill};
use super::{Page, Question};
use crate::app::App;
use crate::auth::keys::LinkPurpose;
use crate::db::saved_searches;
use crate::domain::ids::{SavedSearchId, UserId};
use crate::domain::words::MailGroup;
use crate::error::{Error, Result};
use crate::library::mail_choices::{self, Stopped};
use crate::library::saved_searches as searches;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get, post};

/// What a link stops, for whom.
#[derive(Clone, Copy)]
enum Way {
    Mail(UserId, Stopped),
    SavedSearch(SavedSearchId),
}

impl Way {
    fn open(app: &App, what: &str, token: &str) -> Result<Self> {
        let unknown = || Error::NotFound("link");
        let open = |purpose| app.keys.open(purpose, token).ok_or_else(unknown);
        match what {
            "digest" => Ok(Self::Mail(UserId::from_uuid(open(LinkPurpose::UnsubscribeDigest)?), Stopped::Digest)),
            "saved_search" => Ok(Self::SavedSearch(SavedSearchId::from_uuid(open(LinkPurpose::UnsubscribeSavedSearch)?))),
            group => {
                let group: MailGroup = group.parse().map_err(|_| unknown())?;
                let user = open(LinkPurpose::Unsubscribe(group))?;
                if group.can_be_stopped() { Ok(Self::Mail(UserId::from_uuid(user), Stopped::Group(group))) } else { Err(unknown()) }
            }
        }
    }

    /// What it is called; a search by the name that its owner gave it.
    async fn name(self, app: &App, words: &'static Words) -> Result<String> {
        Ok(match self {
            Self::Mail(_, Stopped::Digest) => words.the_summary.to_owned(),
            Self::Mail(_, Stopped::Group(group)) => of_group(words, group).to_owned(),
            Self::SavedSearch(id) => {
                let search = app.db.read(move |c| saved_searches::get(c, id)).await?.ok_or(Error::NotFound("saved search"))?;
                fill(words.the_saved_search, &[("name", &search.name)])
            }
        })
    }
}

fn of_group(words: &'static Words, group: MailGroup) -> &'static str {
    match group {
        MailGroup::Submissions => words.group_submissions,
        MailGroup::Review => words.group_review,
        MailGroup::Organization => words.group_organization,
        MailGroup::Administration => words.group_administration,
        MailGroup::Following => words.group_following,
        MailGroup::SavedSearches => words.group_saved_searches,
        // No link stops these.
        MailGroup::Decisions | MailGroup::Security | MailGroup::Takedown => "",
    }
}

#[get("/unsubscribe/{what}/{token}")]
pub async fn show(app: Data<App>, request: HttpRequest, path: Path<(String, String)>) -> HttpResponse {
    let page = Page::of(&app, &request);
    match named(&app, &page, &path).await {
        Ok((_, what)) => {
            let question = fill(page.words.unsubscribe_question, &[("site", &page.site), ("what", &what)]);
            let (heading, button, otherwise) =
                (page.words.unsubscribe_heading, page.words.unsubscribe_button, page.words.unsubscribe_otherwise);
            page.answer(StatusCode::OK, &Question { page: &page, heading, question, button, otherwise })
        }
        Err(error) => page.refuse(&error),
    }
}

#[post("/unsubscribe/{what}/{token}")]
pub async fn carry_out(app: Data<App>, request: HttpRequest, path: Path<(String, String)>) -> HttpResponse {
    let page = Page::of(&app, &request);
    match stop(&app, &page, &path).await {
        Ok(what) => {
            let stopped = fill(page.words.stopped, &[("site", &page.site), ("what", &what)]);
            page.say(page.words.stopped_heading, &[&stopped, page.words.stopped_next])
        }
        Err(error) => page.refuse(&error),
    }
}

async fn named(app: &App, page: &Page, path: &(String, String)) -> Result<(Way, String)> {
    let way = Way::open(app, &path.0, &path.1)?;
    Ok((way, way.name(app, page.words).await?))
}

async fn stop(app: &App, page: &Page, path: &(String, String)) -> Result<String> {
    let ((way, what), now) = (named(app, page, path).await?, app.clock.now());
    let act = move |tx: &mut crate::db::Tx| match way {
        Way::Mail(user, what) => mail_choices::stop(tx, user, what, now),
        Way::SavedSearch(id) => searches::silence(tx, id, now),
    };
    app.db.write(act).await?;
    Ok(what)
}
