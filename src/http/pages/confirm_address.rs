//! Whoever reads a letter at an address from which mail came back says here that it arrives again.

use super::words::fill;
use super::{Page, Question};
use crate::app::App;
use crate::auth::keys::LinkPurpose;
use crate::db::notifications::NotificationRow;
use crate::domain::ids::NotificationId;
use crate::error::{Error, Result};
use crate::library::bounces;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get, post};

#[get("/confirm-address/{token}")]
pub async fn show(app: Data<App>, request: HttpRequest, token: Path<String>) -> HttpResponse {
    let page = Page::of(&app, &request);
    match find(&app, &token).await {
        Ok(letter) => {
            let question = fill(page.words.again_question, &[("site", &page.site), ("email", &letter.email)]);
            let (heading, button, otherwise) = (page.words.again_heading, page.words.again_button, page.words.confirm_otherwise);
            page.answer(StatusCode::OK, &Question { page: &page, heading, question, button, otherwise })
        }
        Err(error) => page.refuse(&error),
    }
}

#[post("/confirm-address/{token}")]
pub async fn carry_out(app: Data<App>, request: HttpRequest, token: Path<String>) -> HttpResponse {
    let page = Page::of(&app, &request);
    match confirm(&app, &token).await {
        Ok(letter) => {
            let done = fill(page.words.again_done, &[("site", &page.site), ("email", &letter.email)]);
            page.say(page.words.again_done_heading, &[&done])
        }
        Err(error) => page.refuse(&error),
    }
}

async fn find(app: &App, token: &str) -> Result<NotificationRow> {
    let id = app.keys.open(LinkPurpose::ConfirmAddress, token).ok_or(Error::NotFound("link"))?;
    let now = app.clock.now();
    app.db.read(move |c| bounces::find_confirmation(c, NotificationId::from_uuid(id), now)).await
}

async fn confirm(app: &App, token: &str) -> Result<NotificationRow> {
    let (letter, now) = (find(app, token).await?, app.clock.now());
    let id = letter.id;
    app.db.write(move |tx| bounces::confirm(tx, id, now)).await?;
    Ok(letter)
}
