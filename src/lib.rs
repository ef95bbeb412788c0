//! Commonshelf, the library server of a network of organizations that share documents.
//!
//! This page is the map: the modules in the order to read them, the way of a document through them, and what always holds, with the items that
//! keep it. Dependencies point one way, `main → http, jobs → library → auth → db → domain`; `tests/api/tidy.rs` fails on a breach.
//!
//! # The modules
//!
//! 1. [`domain`]: the words of the library as checked types, without input or output. Begin with [`domain::submission`] and
//!    [`domain::standing`], the state machines, and [`domain::metadata`], what is said of a document.
//! 2. [`error`]: what can go wrong, in the library's own words; `http` alone turns it into a status.
//! 3. [`db`]: connections, transactions ([`db::Tx`]), and a file of queries for each table. Everything in which SQLite and PostgreSQL differ is in
//!    [`db::dialect`].
//! 4. [`auth`]: who is asking, how that is proved, and how often one may try. A [`Reviewer`](auth::Reviewer) can be made there only, so that an act which takes one can't be reached without the
//!    check.
//! 5. [`library`]: the acts, one function over one transaction each. Here are the rules: [`library::submissions`], [`library::review`],
//!    [`library::publishing`], [`library::refiling`], [`library::resources`], [`library::organizations`] with what becomes of one later, its
//!    people in [`library::members`], [`library::invitations`] and [`library::joining`], [`library::accounts`]. Around a submission:
//!    [`library::previews`], [`library::checklists`], [`library::waiting`], [`library::embargoes`]; around editions and what others make of them:
//!    [`library::editions`], [`library::corrections`], [`library::derivations`], [`library::wishes`]. What happens to a resource afterwards:
//!    [`library::reports`], [`library::hidings`], [`library::removals`], [`library::review_dates`], [`library::links`], [`library::uses`].
//! 6. The leaves, which know nothing of each other or of the database: [`files`] keeps bytes, [`extract`] reads them in a limited process,
//!    [`search`] finds, [`mail`] writes and sends, [`outgoing`] asks addresses that people typed.
//! 7. [`jobs`]: what happens after a commit, on threads of its own: a file for each kind of job, and [`jobs::follow`], which keeps the index up
//!    with the database.
//! 8. [`http`]: the API, a file for each resource in [`http::api`], and the small pages. A handler is extract, one call, render.
//! 9. [`app`]: where all of it is put together, once.
//! 10. [`config`]: the settings, as typed and as checked. [`blocking`]: the ways off the async threads. [`log`]: where the log goes.
//!     [`progress`]: how far a long command is.
//! 11. [`backup`]: a library into a folder, and out of it into an empty place.
//! 12. [`bulk`]: documents out of older libraries, and out of this one, a table and a folder of files at a time.
//! 13. [`doctor`]: whether all is well around a library: https, mail records, clock, disk, backups.
//! 14. [`cli`]: what the commands do. [`demo`]: a library full of sample content, made by the same acts as a real one. [`mod@bench`]: what all of it
//!     costs on a machine.
//!
//! # The way of a document
//!
//! ```text
//! upload ─► spool ─► blob store ─► file row on a draft ─► inspect job ─► submit ─► review queue ─► decision
//!                                                                                                     │ (hold, embargo)
//!                    public search ◄─ index, each node ◄─ change feed ◄─ edition + change + event ◄─ publishing ─► notification ─► mail
//! ```
//!
//! 1. **Upload.** [`uploads`](http::api::uploads) streams each file of a multipart request into a [`Spool`](files::Store::spool), which counts and hashes
//!    it; [`keeping::keep`](library::keeping::keep) makes it a blob, in a folder or a bucket, and only then
//!    [`submissions::create`](library::submissions::create) or [`submissions::attach`](library::submissions::attach) writes the row that names it, and a job to look at it.
//! 2. **Inspection.** The job in [`jobs::inspect`] hands the blob to [`Extractor::inspect`](extract::Extractor::inspect), which starts this program
//!    again as a process that restricts itself before it reads. What it says is written down page by page by
//!    [`inspection::record`](library::inspection::record).
//! 3. **Submission.** [`submissions::submit`](library::submissions::submit) names every field that is missing ([`domain::requirements`] says which a type
//!    needs), or moves the draft into the queue. A small correction that a rule trusts goes on at once ([`library::corrections`]).
//! 4. **Review.** Whose business it is says [`reviewers::routing`](library::reviewers::routing); before the decision there may be a claim
//!    ([`library::claims`]), words with the submitter ([`library::comments`]), a second look, or a date to wait for ([`library::parking`]).
//!    [`review::decide`](library::review::decide) records who decided what. Whether it takes effect now, after the hold or at the end
//!    of an embargo is a time on its row.
//! 5. **Publishing.** [`publishing::carry_out`](library::publishing::carry_out) writes edition, event, notification and the entry of the change
//!    feed ([`Tx::change`](db::Tx::change)), all in one transaction.
//! 6. **Index.** [`follow::step`](jobs::follow::step) reads the feed after the index's own `seq`, makes each changed subject's
//!    [`Document`](search::Document) from the database, and commits both together ([`Index::apply`](search::Index::apply)).
//! 7. **Search.** [`search`](http::api::search) takes a [`View`](search::View) of the index, leaves out what changed since
//!    ([`Hidden`](search::Hidden)), and says which change the answer reflects.
//! 8. **Mail.** [`notices`](library::notices) left a row; [`jobs::mail`] writes the [`Notice`](mail::Notice) from what is true when it runs, and
//!    [`Mailer::send`](mail::Mailer::send) sends it, under the same Message-ID however often it is tried. What comes round by itself is left by
//!    [`library::rounds`].
//!
//! # What always holds
//!
//! 1. **An acknowledged write is durable.** [`Store::keep`](files::Store::keep) syncs a blob and its folder, or has the word of the object storage,
//!    before any row names it; [`jobs::sweep`] takes no bytes that an upload has found; the database commits with `synchronous=FULL` ([`db::Target`]).
//! 2. **State, event, change and jobs commit together or not at all.** An act has one [`Tx`](db::Tx) and no other way to leave anything.
//! 3. **Only published editions are reachable by the public.** Public answers are made of [`PublicResource`](db::editions::PublicResource), which
//!    [`editions::look`](db::editions::look) alone makes; a [`Preview`](db::editions::Preview) is another type. Who shares it is
//!    [`PublicOrganization`](db::editions::PublicOrganization): of an unlisted group there is none. What was withdrawn after the index's last change is left out of the query itself, by
//!    [`Hidden`](search::Hidden).
//! 4. **The index is a function of the database.** [`follow::document`](jobs::follow::document) makes what it holds, for following and for
//!    [`follow::rebuild_index`](jobs::follow::rebuild_index) alike; each commit carries its `seq` ([`Index::seq`](search::Index::seq)), and
//!    [`jobs::check`] says what differs.
//! 5. **Every answer says which change it reflects.** The numbers come from [`db::changes`], in the order of commits and without gaps; a search may
//!    wait for one on [`App::indexed`](app::App::indexed).
//! 6. **Mail is a row until it is sent.** Acts leave notices; they can't reach [`Mailer`](mail::Mailer).
//! 7. **A file is never trusted.** It is parsed in the process of [`extract::child_main`] only, under the limits of [`extract::limited`]; a name is
//!    [`FileName`](domain::text::FileName), display text and never a path; [`http::downloads`] sends it as an attachment.
//! 8. **Two databases, one behavior.** [`db::dialect`] holds every difference, and the suite runs on both.
//! 9. **No permission is forgotten.** Acts take [`User`](auth::User), [`Reviewer`](auth::Reviewer) or [`Admin`](auth::Admin) as an argument; the
//!    test of the permission table walks the API's document.
//! 10. **No node holds truth.** Nodes meet in the database and the store of files only. A bell that one rings for another ([`db::listen`]) makes
//!     it faster and nothing else; leases ([`db::jobs`]) are renewed by who lives and fenced against who comes back too late; a node that the
//!     database is out of reach of ([`db::Reach`]) refuses what it can't know.
//! 11. **Anything can be erased.** Values that could identify a person stand apart from the audit trail ([`Event::personal`](db::events::Event)).
//!     [`library::purge`] leaves a tombstone and nothing else, whatever table names what is purged ([`db::erasing`]), and [`backup::restore`] purges again what an older backup still holds.

pub mod app;
pub mod auth;
pub mod backup;
pub mod bench;
pub mod blocking;
pub mod bulk;
pub mod cli;
pub mod config;
pub mod db;
pub mod demo;
pub mod doctor;
pub mod domain;
pub mod error;
pub mod extract;
pub mod files;
pub mod http;
pub mod jobs;
pub mod library;
pub mod log;
pub mod mail;
pub mod outgoing;
pub mod progress;
pub mod search;
