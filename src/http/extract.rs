//! What a handler asks for: JSON bodies, query parameters, and the actors. Each refusal is a problem document that names the field.

use super::rates::Rates;
use super::scopes;
use crate::app::App;
use crate::auth::{Admin, Reviewer, User};
use crate::db::AnyConn;
use crate::error::{Error, Result};
use crate::library::{api_tokens, second_factors};
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::{self, Bytes, Data};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::str::FromStr;

/// Bytes of a JSON body that are read at most.
pub const MAX_JSON_BYTES: usize = 256 * 1024;

type Extracting<T> = Pin<Box<dyn Future<Output = Result<T>>>>;

/// A JSON body.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Json<T> {
    type Error = Error;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let is_json = matches!(request.mime_type(), Ok(Some(kind)) if kind.subtype() == "json" || kind.suffix().is_some_and(|suffix| suffix == "json"));
        let body = Bytes::from_request(request, payload);
        Box::pin(async move {
            if !is_json {
                return Err(Error::UnsupportedMediaType {
                    message: "The body must be JSON; send Content-Type: application/json.".to_owned(),
                });
            }
            parse_json(&body.await.map_err(unreadable_body)?).map(Json)
        })
    }
}

/// Reads JSON; a fault in it names the field.
pub fn parse_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    // serde would take a list for an object, its values in the order of the fields.
    if bytes.trim_ascii_start().starts_with(b"[") {
        return Err(Error::invalid("body", "must be a JSON object, not a list"));
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value: T = serde_path_to_error::deserialize(&mut reader).map_err(|fault| {
        let message = fault.inner().to_string();
        if !fault.inner().is_data() {
            return Error::Malformed { code: "invalid_json", message: format!("The body is not valid JSON: {message}.") };
        }
        let path = fault.path().to_string();
        // serde names such a field in back-quotes, under the path of what it belongs into.
        let named = message
            .split('`')
            .nth(1)
            .filter(|_| ["missing field", "unknown field", "duplicate field"].iter().any(|fault| message.starts_with(fault)));
        let field = match (path.as_str(), named) {
            (".", Some(name)) => name.to_owned(),
            (".", None) => "body".to_owned(),
            (path, Some(name)) if !path.ends_with(name) => format!("{path}.{name}"),
            (path, _) => path.to_owned(),
        };
        Error::invalid(field, message.split(" at line ").next().unwrap_or(&message))
    })?;
    reader.end().map_err(|_| Error::Malformed { code: "invalid_json", message: "Something follows the JSON in the body.".to_owned() })?;
    Ok(value)
}

/// Reads an object within a body, where serde would take a list as well.
pub fn object<'de, D: Deserializer<'de>, T: Deserialize<'de>>(reader: D) -> std::result::Result<T, D::Error> {
    struct Object<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for Object<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> std::result::Result<T, A::Error> {
            T::deserialize(MapAccessDeserializer::new(map))
        }
    }

    reader.deserialize_map(Object(PhantomData))
}

fn unreadable_body(fault: actix_web::Error) -> Error {
    if fault.as_response_error().status_code() == actix_web::http::StatusCode::PAYLOAD_TOO_LARGE {
        return Error::TooLarge { message: format!("The body is larger than {} KiB.", MAX_JSON_BYTES / 1024) };
    }
    Error::Malformed { code: "unreadable_body", message: "The body could not be read to its end.".to_owned() }
}

/// The query's parameters. A name may stand several times; unknown ones are passed over, because links get such things appended.
pub struct Params(Vec<(String, String)>);

impl FromRequest for Params {
    type Error = Error;
    type Future = std::future::Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let pairs = url::form_urlencoded::parse(request.query_string().as_bytes());
        std::future::ready(Ok(Self(pairs.into_owned().collect())))
    }
}

impl Params {
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// One value, or a refusal that names the parameter.
    pub fn one<T: FromStr>(&self, name: &str, remedy: &str) -> Result<Option<T>> {
        self.text(name).map(|text| text.parse().map_err(|_| Error::invalid(name, remedy))).transpose()
    }

    /// Every value of a name that stands several times.
    pub fn many<T>(&self, name: &str, parse: impl Fn(&str) -> Result<T, String>) -> Result<Vec<T>> {
        let values = self.0.iter().filter(|(key, value)| key == name && !value.is_empty());
        values.map(|(_, value)| parse(value).map_err(|message| Error::invalid(name, message))).collect()
    }

    pub fn flag(&self, name: &str) -> Result<bool> {
        Ok(self.one(name, "must be true or false")?.unwrap_or(false))
    }

    /// How many items to give: from 1 to 100, 20 where nothing is said.
    pub fn limit(&self) -> Result<usize> {
        match self.one("limit", "must be a whole number from 1 to 100")? {
            None => Ok(20),
            Some(limit @ 1..=100) => Ok(limit),
            Some(_) => Err(Error::invalid("limit", "must be a whole number from 1 to 100")),
        }
    }
}

fn bearer(request: &HttpRequest) -> Result<String> {
    let missing =
        Error::Unauthenticated { code: "not_signed_in", message: "Sign in first: send Authorization: Bearer with an access token." };
    let Some(value) = request.headers().get(header::AUTHORIZATION) else {
        return Err(missing);
    };
    let token = value.to_str().ok().and_then(|value| value.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    token.map(|(_, token)| token.trim().to_owned()).ok_or(missing)
}

/// The application behind a request. Every server is built with one.
fn app_of(request: &HttpRequest) -> Result<Data<App>> {
    request.app_data::<Data<App>>().cloned().ok_or_else(|| Error::internal("a request", "the server was built without its application"))
}

fn authenticate<T: Send + 'static>(request: &HttpRequest, then: fn(User) -> Result<T>, is_settled: bool) -> Extracting<T> {
    let (app, token, scope) = (app_of(request), bearer(request), scopes::needed(request));
    let rates = request.app_data::<Data<Rates>>().cloned();
    Box::pin(async move {
        let (app, token) = (app?, token?);
        let (tokens, now) = (app.tokens.clone(), app.clock.now());
        let authenticate = move |c: &mut AnyConn| {
            let user = User::authenticate_for(c, &tokens, &token, scope, now)?;
            if let Some(rates) = &rates {
                rates.note_owner(&token, user.id());
            }
            if is_settled {
                second_factors::check_set_up(c, &user)?;
            }
            let to_note = user.token_to_note();
            Ok((then(user)?, to_note))
        };
        let (actor, to_note) = app.db.read(authenticate).await?;
        if let Some(id) = to_note
            && let Err(failure) = app.db.write(move |tx| api_tokens::note_use(tx, id, now)).await
        {
            tracing::warn!(error = %failure, "the use of a token could not be written down");
        }
        Ok(actor)
    })
}

/// Someone who is signed in, and may yet have to set up a second factor: for what that takes, and for signing out.
pub struct Newcomer(pub User);

macro_rules! actors {
    ($($actor:ty: $make:expr, $is_settled:expr;)*) => {$(
        impl FromRequest for $actor {
            type Error = Error;
            type Future = Extracting<Self>;

            fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
                authenticate(request, $make, $is_settled)
            }
        }
    )*};
}

actors! {
    User: Ok, true;
    Newcomer: |user| Ok(Newcomer(user)), false;
    Reviewer: Reviewer::of, true;
    Admin: Admin::of, true;
}

/// The settings of actix's own extractors: their refusals become ours.
pub fn configure(config: &mut web::ServiceConfig) {
    config
        .app_data(web::PayloadConfig::new(MAX_JSON_BYTES))
        .app_data(web::PathConfig::default().error_handler(|_, _| Error::NotFound("page").into()))
        .app_data(web::FormConfig::default().limit(64 * 1024).error_handler(|_, _| {
            Error::Malformed { code: "unreadable_form", message: "The form could not be read; please send it again.".to_owned() }.into()
        }));
}
