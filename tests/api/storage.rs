//! Where files are kept: a folder or a bucket, what goes wrong with either, and the way from one to the other.

mod faults;
mod moving;
mod places;
mod secrets;
mod signing;
mod sweeping;
