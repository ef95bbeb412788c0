//! The settings that admins change while the library runs: one text from which the type, the defaults, the checks and the API's description
//! are made. What concerns the machine (addresses, folders, secrets) is no business of theirs and stays in [`crate::config`].
//!
//! **To add one**: a row in `settings!` below, in one of three kinds, with a sentence that says what it does and in what unit:
//! `name: number(default, least, most);`, `name: flag(default);` or `name: text(default, most characters);`. That is all: `GET` and
//! `PATCH /settings` know it, libraries that exist take its default, and an act reads it in its transaction:
//! `settings::in_force(tx)?.name` ([`crate::library::settings`]). A change is in force on all nodes at the next request.

use super::text;
use crate::error::FieldError;
use serde_json::{Map, Value};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, Schema, SchemaType, Type};

/// What a setting can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Number {
        default: i64,
        least: i64,
        most: i64,
    },
    Flag {
        default: bool,
    },
    /// One line. The default may be empty; so may be what is chosen.
    Text {
        default: &'static str,
        most_chars: usize,
    },
}

pub struct Described {
    pub name: &'static str,
    pub kind: Kind,
    pub description: &'static str,
}

macro_rules! settings {
    (@type number) => { i64 };
    (@type flag) => { bool };
    (@type text) => { String };
    (@kind number $default:literal $least:literal $most:literal) => { Kind::Number { default: $default, least: $least, most: $most } };
    (@kind flag $default:literal) => { Kind::Flag { default: $default } };
    (@kind text $default:literal $most:literal) => { Kind::Text { default: $default, most_chars: $most } };
    ($($(#[doc = $doc:literal])+ $name:ident: $kind:ident($($bound:literal),+);)+) => {
        /// The settings in force.
        #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
        pub struct Settings {$(
            $(#[doc = $doc])+
            pub $name: settings!(@type $kind),
        )+}

        pub const DESCRIBED: &[Described] = &[$(
            Described { name: stringify!($name), kind: settings!(@kind $kind $($bound)+), description: concat!($($doc),+) },
        )+];

        impl Settings {
            /// The defaults, and over them what was chosen. What the program does not know (any more), or would not take now, is passed over.
            pub fn of(chosen: &Map<String, Value>) -> Self {
                Self {$($name: Chosen::read(chosen, stringify!($name)),)+}
            }
        }
    };
}

settings! {
    /// After how many days without a sign-in of any admin the others are warned.
    admin_absence_days: number(45, 1, 3650);
    /// After how many days without a sign-in of any admin the successors whom they named become admins; 0: never. They are warned twice before.
    successor_after_days: number(90, 0, 3650);
    /// Whether reviewers and admins need a second factor: who has none can do nothing else before setting one up.
    second_factor_for_staff: flag(false);
    /// On how many days words that found nothing have to be searched before anyone sees them in the statistics.
    search_words_days: number(3, 1, 90);
    /// By how many visitors in all, counted anew each day, and never by one alone.
    search_words_visitors: number(5, 2, 1000);
    /// The name under which the mail server signs letters (the `s=` of DKIM): `doctor` looks for its key there. Empty: it tries the usual names.
    dkim_selector: text("", 63);
    /// After how many months a resource is to be looked at again by those who share it.
    review_months: number(24, 1, 240);
    /// The same for news and press releases.
    review_months_news: number(12, 1, 240);
    /// The same for research: articles, reviews, reports, theses and data.
    review_months_research: number(60, 1, 240);
    /// How many days before that date they are reminded for the first time.
    review_reminder_days: number(30, 1, 365);
    /// How many days after that date readers are told that nobody has looked.
    review_grace_days: number(30, 0, 365);
    /// After how many days admins are reminded of a hidden resource that waits for them, and then again.
    hiding_reminder_days: number(3, 1, 90);
    /// Within how many days after a submission was handed in a decision is promised; when they are over, reviewers are told of it.
    promise_days: number(14, 1, 365);
    /// How many days after that admins are told of what still waits.
    promise_admin_days: number(7, 1, 365);
    /// For how many minutes a reviewer's claim holds a submission without work on it.
    claim_minutes: number(30, 1, 1440);
    /// For how many seconds a decision made on a page can be taken back before it takes effect, where nobody says for how long.
    page_hold_seconds: number(30, 0, 3600);
    /// The same for each of many decisions made at once.
    bulk_hold_seconds: number(60, 0, 3600);
    /// How often a ready-made reason must have been given in a year before it becomes a hint at the field that it is about.
    hint_threshold: number(3, 1, 1000);
    /// After how many days without a change whoever began a draft is reminded of it, once.
    sleeping_draft_days: number(14, 1, 90);
    /// How many letters to an address have to come back for good before nothing more is sent there.
    bounce_limit: number(3, 1, 100);
    /// What each organization may keep here, in bytes, where nothing else was said of it.
    organization_quota_bytes: number(10_000_000_000, 0, 1_000_000_000_000_000);
    /// How many changes of its profile an admin accepts before the managers of an organization are trusted with them.
    reviewed_edits: number(3, 0, 1_000);
    /// After how many days without a sign-in of any of its people an organization is put to sleep.
    dormant_after_days: number(365, 60, 36_500);
    /// How many days before that its people are told.
    dormancy_warning_days: number(30, 1, 59);
}

impl Default for Settings {
    fn default() -> Self {
        Self::of(&Map::new())
    }
}

/// A value out of what was chosen, or else the default.
trait Chosen: Sized {
    fn of_value(value: &Value) -> Option<Self>;

    fn read(chosen: &Map<String, Value>, name: &str) -> Self
    where
        Self: std::default::Default,
    {
        let Some(described) = DESCRIBED.iter().find(|described| described.name == name) else { return Self::default() };
        let value = chosen.get(name).and_then(|value| described.kind.check(value).ok()).unwrap_or_else(|| described.kind.default_value());
        Self::of_value(&value).unwrap_or_default()
    }
}

impl Chosen for i64 {
    fn of_value(value: &Value) -> Option<Self> {
        value.as_i64()
    }
}

impl Chosen for bool {
    fn of_value(value: &Value) -> Option<Self> {
        value.as_bool()
    }
}

impl Chosen for String {
    fn of_value(value: &Value) -> Option<Self> {
        value.as_str().map(str::to_owned)
    }
}

impl Kind {
    pub fn default_value(self) -> Value {
        match self {
            Self::Number { default, .. } => Value::from(default),
            Self::Flag { default } => Value::from(default),
            Self::Text { default, .. } => Value::from(default),
        }
    }

    /// The value as it is kept, or what is wrong with it.
    pub fn check(self, value: &Value) -> Result<Value, String> {
        match self {
            Self::Number { least, most, .. } => {
                // `30.0` is the same number in JSON.
                let whole = value.as_i64().or_else(|| value.as_f64().filter(|number| number.fract() == 0.0).map(|number| number as i64));
                let number = whole.filter(|number| (least..=most).contains(number));
                number.map(Value::from).ok_or_else(|| format!("must be a whole number from {least} to {most}"))
            }
            Self::Flag { .. } => value.as_bool().map(Value::from).ok_or_else(|| "must be true or false".to_owned()),
            Self::Text { most_chars, .. } => match value.as_str() {
                Some(typed) if typed.trim().is_empty() => Ok(Value::from("")),
                Some(typed) => text::line(typed, most_chars).map(Value::from),
                None => Err(format!("must be a text of at most {most_chars} characters")),
            },
        }
    }

    fn schema(self, description: &str, or_null: bool) -> Schema {
        let kind = match self {
            Self::Number { .. } => Type::Integer,
            Self::Flag { .. } => Type::Boolean,
            Self::Text { .. } => Type::String,
        };
        let kind = if or_null { SchemaType::Array(vec![kind, Type::Null]) } else { SchemaType::Type(kind) };
        let schema = ObjectBuilder::new().schema_type(kind).description(Some(description.trim())).default(Some(self.default_value()));
        let schema = match self {
            Self::Number { least, most, .. } => schema.minimum(Some(least)).maximum(Some(most)),
            Self::Flag { .. } => schema,
            Self::Text { most_chars, .. } => schema.max_length(Some(most_chars)),
        };
        schema.build().into()
    }
}

/// What an admin chooses: some of the settings by name; null takes the default again.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(transparent)]
pub struct Choices(Map<String, Value>);

impl Choices {
    /// What is chosen after these choices, when `before` was; or a fault for each that can't be.
    pub fn over(&self, before: &Map<String, Value>) -> Result<Map<String, Value>, Vec<FieldError>> {
        let (mut chosen, mut faults) = (before.clone(), Vec::new());
        for (name, value) in &self.0 {
            let field = format!("settings.{name}");
            let Some(described) = DESCRIBED.iter().find(|described| described.name == name) else {
                let known: Vec<_> = DESCRIBED.iter().map(|described| described.name).collect();
                faults.push(FieldError::new(field, format!("is no setting; there are {}", known.join(", "))));
                continue;
            };
            if value.is_null() {
                chosen.remove(name);
                continue;
            }
            match described.kind.check(value) {
                Ok(value) if value == described.kind.default_value() => {
                    chosen.remove(name);
                }
                Ok(value) => {
                    chosen.insert(name.clone(), value);
                }
                Err(message) => faults.push(FieldError::new(field, message)),
            }
        }
        if faults.is_empty() { Ok(chosen) } else { Err(faults) }
    }
}

/// What was chosen once and is no setting of this program, or not one that it would take.
pub fn orphans(chosen: &Map<String, Value>) -> Vec<String> {
    let is_known =
        |name: &str, value: &Value| DESCRIBED.iter().any(|described| described.name == name && described.kind.check(value).is_ok());
    chosen.iter().filter(|(name, value)| !is_known(name, value)).map(|(name, _)| name.clone()).collect()
}

fn object(or_null: bool) -> ObjectBuilder {
    DESCRIBED.iter().fold(ObjectBuilder::new().schema_type(Type::Object), |object, described| {
        let object = object.property(described.name, RefOr::<Schema>::T(described.kind.schema(described.description, or_null)));
        if or_null { object } else { object.required(described.name) }
    })
}

impl utoipa::PartialSchema for Settings {
    fn schema() -> RefOr<Schema> {
        object(false).build().into()
    }
}
impl utoipa::ToSchema for Settings {}

impl utoipa::PartialSchema for Choices {
    fn schema() -> RefOr<Schema> {
        object(true).additional_properties(Some(AdditionalProperties::<Schema>::FreeForm(false))).build().into()
    }
}
impl utoipa::ToSchema for Choices {}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn chosen(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    fn choices(value: Value) -> Choices {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn what_was_chosen_lies_over_the_defaults() {
        let settings = Settings::of(&chosen(json!({"admin_absence_days": 60, "search_words_days": 0, "long_gone": true})));

        assert_eq!((settings.admin_absence_days, settings.search_words_days), (60, 3));
        assert_eq!(Settings::default().dkim_selector, "");
        assert_eq!(
            orphans(&chosen(json!({"admin_absence_days": 60, "search_words_days": 0, "long_gone": true}))),
            ["long_gone", "search_words_days"]
        );
    }

    #[test]
    fn the_default_is_never_written_down_so_that_a_later_program_may_have_another() {
        let before = chosen(json!({"admin_absence_days": 60, "search_words_days": 7}));

        let after =
            choices(json!({"admin_absence_days": 45, "search_words_days": null, "dkim_selector": " mail  "})).over(&before).unwrap();

        assert_eq!(Value::from(after), json!({"dkim_selector": "mail"}));
    }

    #[test]
    fn each_fault_is_named_by_its_setting() {
        let faults = choices(json!({"admin_absence_days": "soon", "search_words_days": 1.5, "dkim_selector": "a\u{0}b", "colour": "red"}));

        let faults = faults.over(&Map::new()).unwrap_err();

        let named: Vec<_> = faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(named, ["settings.admin_absence_days", "settings.colour", "settings.dkim_selector", "settings.search_words_days"]);
        assert_eq!(faults[0].message, "must be a whole number from 1 to 3650");
    }

    #[test]
    fn every_default_is_one_that_could_be_chosen() {
        for described in DESCRIBED {
            assert_eq!(described.kind.check(&described.kind.default_value()), Ok(described.kind.default_value()), "{}", described.name);
        }
    }
}
