//! Documents in and out in bulk: over the API, and by the commands.

mod archives;
mod citations;
mod commands;
mod exports;
mod imports;
mod old_addresses;
