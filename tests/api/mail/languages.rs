//! Every kind of mail, really sent, in each language: to the right person, once.

use super::{DAY, ask_for_reset, delivered, last_token_to, library_beside};
use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::{Client, link};
use crate::support::letters::Letter;
use crate::support::smtp::{Options, SmtpSink};
use crate::support::wait::wait_until;
use commonshelf::db::bouncing_addresses;
use commonshelf::domain::words::SiteRole;
use insta::assert_snapshot;
use serde_json::json;

/// Does everything that mail tells of at once, with people who read one language.
async fn do_everything(app: &TestApp, sink: &SmtpSink, language: &str) {
    let (ingrid, ruth) = (app.admin("ingrid").await, app.reviewer("ruth").await);
    for client in [&ingrid, &ruth] {
        client.patch("/api/v1/me", json!({"language": language})).await.expect(200);
    }
    let application = |name: &str, contact: &str| json!({"name": name, "summary": "Groups.", "country": "MX", "languages": [language], "contact_name": "X", "contact_email": contact});
    let casa = app.visitor().post("/api/v1/organizations", application("Casa Abierta", "rosa@casa.example")).await.expect(202);
    let token = last_token_to(app, sink, "rosa@casa.example").await;
    app.visitor().post("/api/v1/organizations/confirmations", json!({"token": token})).await.expect(200);
    let clinic = app.visitor().post("/api/v1/organizations", application("Clinic", "sales@clinic.example")).await.expect(202);
    for (organization, decision) in [(&casa, "accept"), (&clinic, "decline")] {
        let path = format!("/api/v1/organizations/{}/decision", organization.id());
        ingrid.post(&path, json!({"decision": decision})).await.expect(200);
    }
    let token = last_token_to(app, sink, "rosa@casa.example").await;
    app.visitor().post(&format!("/api/v1/invitations/{token}/accept"), json!({"name": "Rosa", "password": PASSWORD})).await.expect(201);
    let login = app.visitor().post("/api/v1/auth/login", json!({"email": "rosa@casa.example", "password": PASSWORD})).await;
    let rosa = Client::new(&app.base, login.body["access_token"].as_str());
    let invitation = json!({"email": "leo@casa.example", "role": "uploader", "language": language});
    rosa.post(&format!("/api/v1/organizations/{}/invitations", casa.id()), invitation).await.expect(201);
    for (title, decision) in [("Handbook", "approve"), ("Poster", "request_changes"), ("Advertisement", "reject")] {
        let submission = rosa.submit(title, "Every member may pass the lantern").await;
        app.wait_for_inspections().await;
        ruth.decide(&submission, decision).await.expect(200);
    }
    rosa.submit("Waiting", "for someone to look").await;
    ask_for_reset(app, "rosa@casa.example").await;
    app.wait_for_jobs("mail").await;
    let before = sink.messages().len();
    app.app.clock.advance_seconds(DAY);
    wait_until("both digests were sent", async || sink.messages().len() >= before + 2).await;
}

/// Reader and subject; `⟦` and `⟧` stand for the invisible marks around what runs the other way.
fn shown(letter: &Letter) -> String {
    format!("{}: {}", letter.to, letter.subject).replace('\u{2068}', "⟦").replace('\u{2069}', "⟧")
}

async fn everything_in(language: &str) -> String {
    let sink = SmtpSink::start(Options::default());
    let app = library_beside(&sink).await;
    do_everything(&app, &sink, language).await;
    let mut lines: Vec<_> = delivered(&app, &sink).await.iter().map(shown).collect();
    lines.sort();
    lines.join("\n")
}

#[actix_web::test]
async fn every_event_is_told_to_the_right_person_once_in_english() {
    assert_snapshot!(everything_in("en").await, @"
    ingrid@example.org: 1 submission waits for review
    ingrid@example.org: An organization applies to join: Casa Abierta
    leo@casa.example: You are invited to join Casa Abierta on Commonshelf
    rosa@casa.example: Choose a new password
    rosa@casa.example: Please change something: “Poster”
    rosa@casa.example: Please confirm your address
    rosa@casa.example: We have received “Advertisement”
    rosa@casa.example: We have received “Handbook”
    rosa@casa.example: We have received “Poster”
    rosa@casa.example: We have received “Waiting”
    rosa@casa.example: We have your application: Casa Abierta
    rosa@casa.example: Welcome: Casa Abierta is now a member
    rosa@casa.example: “Advertisement” was not accepted
    rosa@casa.example: “Handbook” was approved
    ruth@example.org: 1 submission waits for review
    sales@clinic.example: About your application: Clinic
    sales@clinic.example: Please confirm your address
    ");
}

#[actix_web::test]
async fn every_event_is_told_to_the_right_person_once_in_spanish() {
    assert_snapshot!(everything_in("es").await, @"
    ingrid@example.org: 1 envío espera revisión
    ingrid@example.org: Una organización solicita unirse: Casa Abierta
    leo@casa.example: Tiene una invitación a unirse a Casa Abierta en Commonshelf
    rosa@casa.example: Cambie algo, por favor: «Poster»
    rosa@casa.example: Confirme su dirección, por favor
    rosa@casa.example: Elija una contraseña nueva
    rosa@casa.example: Le damos la bienvenida: Casa Abierta ya es miembro
    rosa@casa.example: No se aceptó «Advertisement»
    rosa@casa.example: Recibimos su solicitud: Casa Abierta
    rosa@casa.example: Recibimos «Advertisement»
    rosa@casa.example: Recibimos «Handbook»
    rosa@casa.example: Recibimos «Poster»
    rosa@casa.example: Recibimos «Waiting»
    rosa@casa.example: Se aprobó «Handbook»
    ruth@example.org: 1 envío espera revisión
    sales@clinic.example: Confirme su dirección, por favor
    sales@clinic.example: Sobre su solicitud: Clinic
    ");
}

#[actix_web::test]
async fn every_event_is_told_to_the_right_person_once_in_french() {
    assert_snapshot!(everything_in("fr").await, @"
    ingrid@example.org: 1 envoi attend d’être relu
    ingrid@example.org: Une organisation demande à adhérer : Casa Abierta
    leo@casa.example: Vous êtes invité(e) à rejoindre Casa Abierta sur Commonshelf
    rosa@casa.example: Bienvenue : Casa Abierta est désormais membre
    rosa@casa.example: Choisissez un nouveau mot de passe
    rosa@casa.example: Merci de modifier quelque chose : « Poster »
    rosa@casa.example: Nous avons reçu votre demande : Casa Abierta
    rosa@casa.example: Nous avons reçu « Advertisement »
    rosa@casa.example: Nous avons reçu « Handbook »
    rosa@casa.example: Nous avons reçu « Poster »
    rosa@casa.example: Nous avons reçu « Waiting »
    rosa@casa.example: Veuillez confirmer votre adresse
    rosa@casa.example: « Advertisement » n’a pas été accepté
    rosa@casa.example: « Handbook » a été approuvé
    ruth@example.org: 1 envoi attend d’être relu
    sales@clinic.example: Au sujet de votre demande : Clinic
    sales@clinic.example: Veuillez confirmer votre adresse
    ");
}

#[actix_web::test]
async fn every_event_is_told_to_the_right_person_once_in_arabic() {
    assert_snapshot!(everything_in("ar").await, @"
    ingrid@example.org: مساهمة واحدة في انتظار المراجعة
    ingrid@example.org: منظمة تطلب الانضمام: ⟦Casa Abierta⟧
    leo@casa.example: دعوة للانضمام إلى ⟦Casa Abierta⟧ في ⟦Commonshelf⟧
    rosa@casa.example: أهلًا بكم: ⟦Casa Abierta⟧ عضو الآن
    rosa@casa.example: اختاروا كلمة مرور جديدة
    rosa@casa.example: تمت الموافقة على «⟦Handbook⟧»
    rosa@casa.example: لم يُقبل «⟦Advertisement⟧»
    rosa@casa.example: وصلنا «⟦Advertisement⟧»
    rosa@casa.example: وصلنا «⟦Handbook⟧»
    rosa@casa.example: وصلنا «⟦Poster⟧»
    rosa@casa.example: وصلنا «⟦Waiting⟧»
    rosa@casa.example: وصلنا طلبكم: ⟦Casa Abierta⟧
    rosa@casa.example: يُرجى إجراء تعديل: «⟦Poster⟧»
    rosa@casa.example: يُرجى تأكيد عنوانكم
    ruth@example.org: مساهمة واحدة في انتظار المراجعة
    sales@clinic.example: بشأن طلبكم: ⟦Clinic⟧
    sales@clinic.example: يُرجى تأكيد عنوانكم
    ");
}

/// What comes round: reminders, the summary of the day, news of what is followed and searched for; and the letter about the address.
async fn what_comes_round_in(language: &str) -> String {
    let sink = SmtpSink::start(Options::default());
    let app = library_beside(&sink).await;
    let (ruth, rosa) = (app.reviewer("ruth").await, app.uploader("rosa", "Casa Abierta").await);
    let (pia, leo) = (app.uploader("pia", "Casa Abierta").await, app.person("leo", SiteRole::User).await);
    for client in [&ruth, &rosa, &pia, &leo] {
        client.patch("/api/v1/me", json!({"language": language})).await.expect(200);
    }
    rosa.patch("/api/v1/me/notifications", json!({"groups": {"submissions": "daily"}})).await.expect(200);
    leo.post("/api/v1/me/follows", json!({"target": {"section": "take_action"}, "frequency": "daily"})).await.expect(201);
    leo.post("/api/v1/me/saved-searches", json!({"name": "lantern", "search": {"q": "lantern"}, "frequency": "daily"})).await.expect(201);
    let handbook = rosa.submit("Lantern handbook", "Every member may pass the lantern").await;
    rosa.submit("Waiting", "for someone to look").await;
    pia.post("/api/v1/submissions", link("Unfinished")).await.expect(201);
    app.wait_for_inspections().await;
    let approved = ruth.decide(&handbook, "approve").await.expect(200);
    app.visitor().titles_after(&approved.body["change"], "lantern").await;
    app.app.clock.advance_seconds(DAY);
    wait_until("the summary, the news and the digest", async || sink.messages().len() >= 5).await;
    app.app.clock.advance_seconds(15 * DAY);
    wait_until("the reminders", async || sink.messages().len() >= 8).await;
    let mark = |tx: &mut commonshelf::db::Tx| {
        let now = commonshelf::domain::time::Clock::system().now();
        bouncing_addresses::count(tx, "leo@example.org", "5.1.1", now)?;
        bouncing_addresses::set_marked(tx, "leo@example.org", now)
    };
    app.app.db.write(mark).await.unwrap();
    app.sign_in("leo").await.post("/api/v1/me/address-confirmations", json!({})).await.expect(202);
    let mut lines: Vec<_> = delivered(&app, &sink).await.iter().map(shown).collect();
    lines.sort();
    lines.dedup();
    lines.join("\n")
}

#[actix_web::test]
async fn what_comes_round_is_sent_in_english() {
    assert_snapshot!(what_comes_round_in("en").await, @"
    leo@example.org: 1 new resource in what you follow
    leo@example.org: 1 new result: lantern
    leo@example.org: Please confirm that mail reaches you
    pia@example.org: “Unfinished” waits for you
    rosa@example.org: 2 messages from Commonshelf
    rosa@example.org: “Lantern handbook” was approved
    ruth@example.org: 1 submission has waited longer than we promised
    ruth@example.org: 1 submission waits for review
    ");
}

#[actix_web::test]
async fn what_comes_round_is_sent_in_spanish() {
    assert_snapshot!(what_comes_round_in("es").await, @"
    leo@example.org: 1 recurso nuevo en lo que usted sigue
    leo@example.org: 1 resultado nuevo: lantern
    leo@example.org: Confirme, por favor, que le llega el correo
    pia@example.org: «Unfinished» le espera
    rosa@example.org: 2 mensajes de Commonshelf
    rosa@example.org: Se aprobó «Lantern handbook»
    ruth@example.org: 1 envío espera más de lo que prometimos
    ruth@example.org: 1 envío espera revisión
    ");
}

#[actix_web::test]
async fn what_comes_round_is_sent_in_french() {
    assert_snapshot!(what_comes_round_in("fr").await, @"
    leo@example.org: 1 nouveau résultat : lantern
    leo@example.org: 1 nouvelle ressource dans ce que vous suivez
    leo@example.org: Veuillez confirmer que le courrier vous parvient
    pia@example.org: « Unfinished » vous attend
    rosa@example.org: 2 messages de Commonshelf
    rosa@example.org: « Lantern handbook » a été approuvé
    ruth@example.org: 1 envoi attend d’être relu
    ruth@example.org: 1 envoi attend plus longtemps que promis
    ");
}

#[actix_web::test]
async fn what_comes_round_is_sent_in_arabic() {
    assert_snapshot!(what_comes_round_in("ar").await, @"
    leo@example.org: مورد جديد فيما تتابعونه
    leo@example.org: نتيجة جديدة: ⟦lantern⟧
    leo@example.org: يُرجى تأكيد أن البريد يصلكم
    pia@example.org: «⟦Unfinished⟧» في انتظاركم
    rosa@example.org: تمت الموافقة على «⟦Lantern handbook⟧»
    rosa@example.org: رسالتان من ⟦Commonshelf⟧
    ruth@example.org: مساهمة واحدة تأخرت عن الموعد الذي وعدنا به
    ruth@example.org: مساهمة واحدة في انتظار المراجعة
    ");
}
