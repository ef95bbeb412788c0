//! In and out in bulk: documents with what is said of them, out of an older library by way of a table (CSV) and a folder of files, and out of this
//! one into the same.
//!
//! [`mapping`] says which of their columns is which of our fields; [`source`] is the folder or the archive, [`table`] its table, and [`rows`]
//! makes of each line what a submission is made of, or says what is wrong with it, by row and column. [`plan`] holds all lines against each other
//! and against the library. [`mod@import`] takes in what is sound, in short transactions, by [`library::importing`](crate::library::importing);
//! interrupted, it is simply run again. [`mod@export`] writes a [`sink`], a folder or an archive, that an import reads.

pub mod export;
pub mod import;
pub mod mapping;
pub mod organizations;
pub mod plan;
pub mod report;
pub mod rows;
pub mod sink;
pub mod source;
pub mod table;

pub use export::{Scope, export};
pub use import::{Options, import};
pub use mapping::Mapping;
pub use report::{Fault, Report};
pub use sink::Sink;
pub use source::Source;

/// How far it is: what is done of how many.
pub type Told<'a> = &'a mut dyn FnMut(usize, usize);
