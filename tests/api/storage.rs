//! Where files are kept: a folder or a bucket, what goes wrong with either, and the way from one to the other.

mod faults;
mod places;
mod secrets;
