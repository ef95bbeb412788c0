//! Many nodes: processes of the real program, each with a data folder of its own, over one PostgreSQL and one bucket. SQLite is one
//! process's alone, so there these tests say so in a line and do nothing; `tests/run` runs the suite on both.

mod cut_off;
mod feed;
mod finding;
mod fleet;
mod jobs;
mod sharing;
mod starting;
