//! The words of the library as types: pure, without input or output. Whoever holds one of these values holds a checked one.

pub mod cells;
pub mod checklist;
pub mod citation;
pub mod comparing;
pub mod contact;
pub mod device;
pub mod fields;
pub mod ids;
pub mod language;
pub mod metadata;
pub mod old_address;
pub mod organization;
pub mod requirements;
pub mod said;
pub mod scopes;
pub mod submission;
pub mod text;
pub mod time;
pub mod vocabularies;
pub mod words;
