//! An authenticator, as a person holds one.

use super::app::{PASSWORD, TestApp};
use super::client::Client;
use commonshelf::auth::totp::SharedSecret;
use serde_json::json;

pub struct Authenticator {
    secret: SharedSecret,
    pub recovery_codes: Vec<String>,
}

impl Authenticator {
    /// Begins to set one up for whoever is signed in.
    pub async fn begin(client: &Client) -> Self {
        let setup = client.post("/api/v1/me/second-factor", json!({"password": PASSWORD})).await.expect(200).body;
        Self { secret: SharedSecret::of_base32(setup["secret"].as_str().unwrap()).unwrap(), recovery_codes: Vec::new() }
    }

    /// Sets one up and turns it on.
    pub async fn turn_on(app: &TestApp, client: &Client) -> Self {
        let mut authenticator = Self::begin(client).await;
        let code = authenticator.code(app);
        let codes = client.post("/api/v1/me/second-factor/confirm", json!({"code": code})).await.expect(200).body;
        authenticator.recovery_codes = serde_json::from_value(codes["recovery_codes"].clone()).unwrap();
        authenticator
    }

    /// What it shows now.
    pub fn code(&self, app: &TestApp) -> String {
        self.secret.code(app.app.clock.now()).unwrap()
    }

    /// What it will show in half a minute: the library takes that already, and it was not used before.
    pub fn next_code(&self, app: &TestApp) -> String {
        self.secret.code(app.app.clock.now().plus_seconds(30)).unwrap()
    }
}
