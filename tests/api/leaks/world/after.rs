//! What people do with what is published: report it, hide it and end that, tell how they used it. Whatever they write has a word of its own.

use super::{PEOPLE, World};
use crate::leaks::model::Use;
use serde_json::json;

impl World<'_> {
    /// Someone whose reports nobody else may read.
    pub(super) async fn report(&mut self, at: usize) -> Vec<String> {
        let word = self.word();
        let path = format!("/api/v1/resources/{}/reports", self.model.resources[at].id);
        let kind = ["copyright", "about_me", "harmful", "dead_link"][self.rng.get_mut().usize(..4)];
        let report = json!({"kind": kind, "message": format!("It says {word}."), "email": "reader@example.net"});
        self.visitor.post(&path, report).await.expect(201);
        self.tell(format!("somebody reports {} ({kind})", self.model.resources[at].id));
        vec![word]
    }

    pub(super) async fn hide(&mut self, at: usize) -> Vec<String> {
        let word = self.word();
        let path = format!("/api/v1/resources/{}/hide", self.model.resources[at].id);
        self.people[2].post(&path, json!({"reason": "privacy", "note": format!("Because of {word}.")})).await.expect(200);
        self.tell(format!("ruth hides {}", self.model.resources[at].id));
        let resource = &mut self.model.resources[at];
        (resource.is_public, resource.is_hidden) = (false, true);
        let mut words = resource.words();
        words.push(word);
        words
    }

    /// The organization says something, and an admin restores or withdraws.
    pub(super) async fn end_hiding(&mut self, at: usize) -> Vec<String> {
        let (word, id) = (self.word(), self.model.resources[at].id.clone());
        let owner = self.model.resources[at].owner;
        let hiding = format!("/api/v1/resources/{id}/hiding");
        self.people[owner].post(&format!("{hiding}/statement"), json!({"statement": format!("We say {word}.")})).await.expect(200);
        let restores = self.rng.get_mut().bool();
        let decision = json!({"decision": if restores { "restore" } else { "withdraw" }, "note": "As agreed."});
        self.people[3].post(&format!("{hiding}/decision"), decision).await.expect(200);
        self.tell(format!("ingrid ends the hiding of {id} (restores: {restores})"));
        let resource = &mut self.model.resources[at];
        (resource.is_public, resource.is_hidden) = (restores, false);
        let mut words = resource.words();
        words.push(word);
        words
    }

    pub(super) async fn tell_use(&mut self, at: usize) -> Vec<String> {
        let (word, writer) = (self.word(), self.rng.get_mut().usize(..2));
        let path = format!("/api/v1/resources/{}/uses", self.model.resources[at].id);
        let told = json!({"people": 12, "text": format!("We did {word} with it.")});
        let answer = self.people[writer].post(&path, told).await.expect(201);
        self.tell(format!("{} tells of a use of {}", PEOPLE[writer], self.model.resources[at].id));
        let told = Use { id: answer.id(), word: word.clone(), version: answer.version(), is_approved: false };
        self.model.resources[at].uses.push(told);
        vec![word]
    }

    /// Approves or declines the last that was told.
    pub(super) async fn decide_use(&mut self, at: usize) -> Vec<String> {
        let approves = self.rng.get_mut().u8(..3) > 0;
        let Some(told) = self.model.resources[at].uses.last().cloned() else { return Vec::new() };
        let decision = json!({"decision": if approves { "approve" } else { "decline" }, "version": told.version});
        let answer = self.people[2].post(&format!("/api/v1/uses/{}/decision", told.id), decision).await.expect(200);
        self.tell(format!("ruth decides on the use {} (approves: {approves})", told.id));
        let word = told.word.clone();
        if let Some(last) = self.model.resources[at].uses.last_mut() {
            (last.version, last.is_approved) = (answer.version(), approves);
        }
        vec![word]
    }

    pub async fn tell_a_use(&mut self) {
        self.tell_use(self.model.resources.len() - 1).await;
    }

    pub async fn hide_the_public_one(&mut self) {
        self.hide(self.model.resources.len() - 1).await;
    }
}
