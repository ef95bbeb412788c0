//! Asks every public GET route all that can be asked of it, and says where an answer differs from the model.
//!
//! Two things are looked at: which resources an answer names, and whether any answer – whatever its shape – holds a word that was planted in
//! something unpublished. The second needs no knowledge of a route, so a new route is covered as soon as it is reached; one that this file
//! does not know how to reach is itself a fault.

use super::model::{Resource, Submission};
use super::world::World;
use crate::openapi::operations;
use crate::support::client::Answer;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// How much is asked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Care {
    /// Every list, count and known id; the words that the act touched one by one and the others by exclusion; some of the routes that hold no
    /// library content.
    AfterAnAct,
    /// That, and every word, every file under every resource, every facet and every route.
    Everything,
}

/// As many words as one query takes.
const WORDS_OF_A_QUERY: usize = 60;
/// As many of the words that an act touched, and of the submissions, are asked for one by one after it. What the others could leak, the whole
/// list and the search by exclusion show as well.
const TOUCHED_WORDS: usize = 3;
const SUBMISSIONS_AFTER_AN_ACT: usize = 2;

impl World<'_> {
    /// What is public and should not be, or the reverse.
    pub async fn faults(&mut self, touched: &[String], care: Care) -> Vec<String> {
        let mut faults = Vec::new();
        self.forbidden = self.model.forbidden();
        let touched: Vec<String> = self.rng.get_mut().choose_multiple(touched.iter().cloned(), TOUCHED_WORDS);
        let touched = touched.as_slice();
        self.check_at_once(touched, &mut faults).await;
        let head = self.app.app.db.read(commonshelf::db::changes::head).await.unwrap();
        self.check_lists(head, &mut faults).await;
        self.check_words(touched, head, care, &mut faults).await;
        self.check_facets(head, care, &mut faults).await;
        self.check_resources(&mut faults).await;
        self.check_files(care, &mut faults).await;
        self.check_submissions(care, &mut faults).await;
        self.check_routes(care, &mut faults).await;
        faults
    }

    /// Asks as a visitor, and looks for words in the answer.
    async fn ask(&self, path: &str, faults: &mut Vec<String>) -> Answer {
        self.asked.set(self.asked.get() + 1);
        let answer = self.visitor.get(path).await;
        let text = answer.text.to_lowercase();
        let shown = self.forbidden.iter().filter(|word| text.contains(word.as_str()));
        faults.extend(shown.map(|word| format!("GET {path} shows the unpublished word {word}: {}", excerpt(&answer))));
        if answer.status >= 500 {
            faults.push(format!("GET {path} answers {}", answer.summary()));
        }
        answer
    }

    /// Before the index has caught up, an answer may lack what is new and must not hold what is gone.
    async fn check_at_once(&self, touched: &[String], faults: &mut Vec<String>) {
        let public = self.model.public_ids();
        let list = self.ask("/api/v1/resources?limit=100", faults).await;
        if list.body["total"].as_u64() != Some(ids(&list).len() as u64) || !ids(&list).is_subset(&public) {
            faults.push(format!("at once, /resources lists {:?}, and public are {public:?}", ids(&list)));
        }
        let counts = self.model.facets(&self.organizations);
        for (facet, count) in facets(&list) {
            if count > counts.get(&facet).copied().unwrap_or(0) {
                faults.push(format!("at once, /resources counts {count} of {facet:?}"));
            }
        }
        for word in touched {
            let found = ids(&self.ask(&format!("/api/v1/resources?q={word}"), faults).await);
            if !found.is_subset(&self.model.found_by(word)) {
                faults.push(format!("at once, /resources?q={word} lists {found:?}"));
            }
        }
    }

    /// Page by page, exactly the public ones, each once.
    async fn check_lists(&self, head: i64, faults: &mut Vec<String>) {
        let public = self.model.public_ids();
        let mut listed = Vec::new();
        for offset in (0..=public.len()).step_by(3) {
            let page = self.ask(&format!("/api/v1/resources?sort=newest&limit=3&offset={offset}&after_change={head}"), faults).await;
            if page.body["total"].as_u64() != Some(public.len() as u64) {
                faults.push(format!(
                    "/resources lists a total of {}, and {} are public: {}",
                    page.body["total"],
                    public.len(),
                    excerpt(&page)
                ));
            }
            listed.extend(items(&page));
        }
        let distinct: BTreeSet<String> = listed.iter().cloned().collect();
        if distinct != public || distinct.len() != listed.len() {
            faults.push(format!("/resources lists {listed:?} page by page, and public are {public:?}"));
        }
    }

    /// Each word finds its resource while that is public; and no public resource is found by a word of another.
    async fn check_words(&self, touched: &[String], head: i64, care: Care, faults: &mut Vec<String>) {
        let all: Vec<String> = self.model.words.iter().cloned().collect();
        for word in if care == Care::Everything { &all } else { touched } {
            let found = ids(&self.ask(&format!("/api/v1/resources?q={word}&after_change={head}"), faults).await);
            let expected = self.model.found_by(word);
            if found != expected {
                faults.push(format!("/resources?q={word} lists {found:?} and not {expected:?}"));
            }
        }
        let forbidden: Vec<&String> = self.forbidden.iter().collect();
        for words in forbidden.chunks(WORDS_OF_A_QUERY) {
            let query: Vec<String> = words.iter().map(|word| format!("-{word}")).collect();
            let without = self.ask(&format!("/api/v1/resources?limit=100&after_change={head}&q={}", query.join("+")), faults).await;
            if ids(&without) != self.model.public_ids() {
                faults.push(format!("a resource has a text that holds an unpublished word: without them only {:?} remain", ids(&without)));
            }
        }
    }

    async fn check_facets(&self, head: i64, care: Care, faults: &mut Vec<String>) {
        let answer = self.ask(&format!("/api/v1/resources?limit=1&after_change={head}"), faults).await;
        let expected = self.model.facets(&self.organizations);
        let counted = facets(&answer);
        if counted != expected {
            faults.push(format!("/resources counts {counted:?} and not {expected:?}"));
        }
        let followed = if care == Care::Everything { counted.len() } else { 1 };
        for ((facet, value), count) in counted.iter().take(followed) {
            let found = self.ask(&format!("/api/v1/resources?limit=100&{facet}={value}&after_change={head}"), faults).await;
            if ids(&found).len() as u64 != *count || !ids(&found).is_subset(&self.model.public_ids()) {
                faults.push(format!("/resources?{facet}={value} lists {:?}, and its facet said {count}", ids(&found)));
            }
        }
    }

    /// Each known resource.
    async fn check_resources(&mut self, faults: &mut Vec<String>) {
        for at in 0..self.model.resources.len() {
            let resource = self.model.resources[at].clone();
            let answer = self.ask(&format!("/api/v1/resources/{}", resource.id), faults).await;
            let expected = if resource.is_public { 200 } else { 410 };
            if answer.status != expected {
                faults.push(format!("/resources/{} answers {} and not {expected}", resource.id, answer.status));
                continue;
            }
            if !resource.is_public {
                continue;
            }
            let names: Vec<String> = resource.content.files.iter().map(|file| format!("{}.pdf", file.name)).collect();
            let shown = answer.body["files"].as_array().unwrap();
            let title = format!("Guide {}", resource.content.title);
            if answer.body["title"] != title.as_str() || shown.iter().map(|file| &file["name"]).ne(names.iter().map(String::as_str)) {
                faults.push(format!("/resources/{} is not {title} with {names:?}: {}", resource.id, excerpt(&answer)));
                continue;
            }
            self.check_uses(&resource, &answer, faults).await;
            let texts = resource.content.files.iter().map(|file| file.text.clone());
            let known = shown.iter().map(|file| file["id"].as_str().unwrap().to_owned()).zip(texts);
            self.model.resources[at].files.extend(known);
        }
    }

    /// A public resource shows the approved use reports, and counts them.
    async fn check_uses(&self, resource: &Resource, read: &Answer, faults: &mut Vec<String>) {
        let told = resource.told();
        let path = format!("/api/v1/resources/{}/uses?limit=100", resource.id);
        let uses = self.ask(&path, faults).await;
        let shows_all = told.iter().all(|word| uses.text.contains(word.as_str()));
        if items(&uses).len() != told.len() || !shows_all || read.body["use_count"].as_u64() != Some(told.len() as u64) {
            faults.push(format!("{path} does not show {told:?}: {}", excerpt(&uses)));
        }
    }

    /// Each known file under its own resource and, with care, under every other.
    async fn check_files(&self, care: Care, faults: &mut Vec<String>) {
        for (at, resource) in self.model.resources.iter().enumerate() {
            let of_submissions =
                self.model.submissions.iter().filter(|submission| care == Care::Everything || submission.resource == Some(at));
            let mut asked: BTreeSet<&String> =
                of_submissions.flat_map(|submission| &submission.content.files).map(|file| &file.id).collect();
            let of_editions = self.model.resources.iter().enumerate().filter(|(other, _)| care == Care::Everything || *other == at);
            asked.extend(of_editions.flat_map(|(_, resource)| resource.files.keys()));
            for file in asked {
                let path = format!("/api/v1/resources/{}/files/{file}", resource.id);
                let answer = self.ask(&path, faults).await;
                let current: Vec<&String> = resource.content.files.iter().map(|file| &file.text).collect();
                let word = resource.files.get(file).filter(|word| current.contains(word));
                let expected = match (resource.is_public, word) {
                    (false, _) => 410,
                    (true, Some(_)) => 200,
                    (true, None) => 404,
                };
                let holds_its_word = word.is_none_or(|word| answer.text.contains(word.as_str()));
                if answer.status != expected || (expected == 200 && !holds_its_word) {
                    faults.push(format!("{path} answers {} and not {expected}", answer.status));
                }
            }
        }
    }

    /// By its id, a submission is nothing to a visitor, does not exist for another organization, and is no resource.
    async fn check_submissions(&self, care: Care, faults: &mut Vec<String>) {
        let mut submissions: Vec<&Submission> = self.model.submissions.iter().collect();
        if care == Care::AfterAnAct {
            self.rng.borrow_mut().shuffle(&mut submissions);
            submissions.truncate(SUBMISSIONS_AFTER_AN_ACT);
        }
        for submission in submissions {
            let answer = self.ask(&format!("/api/v1/resources/{}", submission.id), faults).await;
            if answer.status != 404 {
                faults.push(format!("/resources/{} answers {} for a submission", submission.id, answer.status));
            }
            let path = format!("/api/v1/submissions/{}", submission.id);
            let (visitor, stranger) = (self.ask(&path, faults).await, self.people[1 - submission.owner].get(&path).await);
            if (visitor.status, stranger.status) != (401, 404) {
                faults.push(format!("{path} answers {} to a visitor and {} to a stranger", visitor.status, stranger.status));
            }
        }
    }

    /// Every GET route of the document that wants no sign-in.
    async fn check_routes(&mut self, care: Care, faults: &mut Vec<String>) {
        let mut paths = Vec::new();
        for (method, path, operation) in operations() {
            let is_public = operation["security"].as_array().is_none_or(Vec::is_empty);
            if method == "GET" && is_public {
                paths.extend(self.ways(path, operation));
            }
        }
        if care == Care::AfterAnAct {
            self.rng.get_mut().shuffle(&mut paths);
            paths.truncate(2);
        }
        for path in paths {
            self.ask(&path, faults).await;
        }
    }

    /// The addresses to ask a route by.
    fn ways(&self, path: &str, operation: &Value) -> Vec<String> {
        let filled = |name: &str, ids: Vec<&str>| ids.into_iter().map(|id| path.replace(name, id)).collect::<Vec<_>>();
        let submissions = || self.model.submissions.iter().map(|submission| submission.id.as_str());
        let resources = || self.model.resources.iter().map(|resource| resource.id.as_str());
        let ways = match path {
            // Asked in all their ways above.
            "/api/v1/resources/{id}/files/{file_id}" => return Vec::new(),
            _ if !path.contains('{') => vec![path.to_owned()],
            "/api/v1/organizations/{id}" | "/api/v1/organizations/{id}/logo" => {
                filled("{id}", self.organizations.iter().map(String::as_str).collect())
            }
            "/api/v1/reports/{receipt}" => filled("{receipt}", submissions().chain(resources()).collect()),
            "/api/v1/invitations/{token}" | "/api/v1/application-questions/{token}" => {
                filled("{token}", submissions().chain(resources()).collect())
            }
            _ if path.starts_with("/api/v1/pages/{page}") => filled("{page}", vec!["terms", "imprint"]),
            _ if path.starts_with("/api/v1/resources/{id}") && path.matches('{').count() == 1 => filled("{id}", resources().collect()),
            _ => panic!("the checker does not know how to ask GET {path}: teach it in tests/api/leaks/checker.rs"),
        };
        let takes_words = operation["parameters"].as_array().is_some_and(|all| all.iter().any(|parameter| parameter["name"] == "q"));
        if !takes_words {
            return ways;
        }
        let words = self.model.words.iter().flat_map(|word| [word.as_str(), &word[..3]]);
        words.flat_map(|word| ways.iter().map(move |way| format!("{way}?q={word}"))).collect()
    }
}

fn items(answer: &Answer) -> Vec<String> {
    let items = answer.body["items"].as_array().cloned().unwrap_or_default();
    items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

fn ids(answer: &Answer) -> BTreeSet<String> {
    items(answer).into_iter().collect()
}

fn facets(answer: &Answer) -> BTreeMap<(String, String), u64> {
    let mut counts = BTreeMap::new();
    for (facet, values) in answer.body["facets"].as_object().into_iter().flatten() {
        for value in values.as_array().into_iter().flatten() {
            counts.insert((facet.clone(), value["value"].as_str().unwrap().to_owned()), value["count"].as_u64().unwrap());
        }
    }
    counts
}

fn excerpt(answer: &Answer) -> String {
    answer.text.chars().take(300).collect()
}
