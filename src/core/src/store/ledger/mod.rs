//! The one writer of a collection, on SQL: what a Durable Object runs.
//!
//! Whatever a batch does is one transaction: reading what is stored, deciding, writing records,
//! versions, counts, the log of the request with its results, and the outbox. So a crash at any
//! point leaves all of a batch or nothing, and a batch that is sent again finds its own results.
//! Copies for readers are made after the commit, from the outbox, until each is as new as its
//! record ([`Keeper::copy_out`]).
//!
//! One ledger writes to a database at a time; the platform sees to that (Durable Objects are
//! single-threaded and at most one of a name may write).

mod jobs;
mod listing;
pub(super) mod migrations;
pub(super) mod outbox;
mod relationships;
mod requests;
pub(super) mod sql;

use std::cell::RefCell;
use std::collections::BTreeMap;

pub use migrations::MIGRATIONS;
pub use sql::{Cell, Parameter, Sql};

use super::{Copied, Job, Keeper, KeyValue, StoreError};
use crate::relationship::CollectionId;
use crate::upsert::{Batch, Claim, Lines, Message, Reply, Settlement};
use sql::{run, text};

/// How long a claim lasts whose request is never settled, in milliseconds. From the claim to the
/// settlement it is the time of one judgement and one message.
const CLAIM_MILLIS: u64 = 10_000;

/// See the module.
#[derive(Debug)]
pub struct Ledger<D> {
    database: D,
    /// Keys in use: by principal and key, the transaction and when the claim ends. Lost with the
    /// process, and then the requests are, too.
    claims: RefCell<BTreeMap<(String, String), (String, u64)>>,
}

impl<D: Sql> Ledger<D> {
    /// The ledger in a database, whose tables are made or brought up to date.
    ///
    /// # Errors
    ///
    /// [`StoreError`] of the database, or when its tables are of a later version.
    pub fn open(database: D) -> Result<Self, StoreError> {
        migrations::migrate(&database, MIGRATIONS)?;
        Ok(Self { database, claims: RefCell::default() })
    }

    fn claim(&self, claim: &Claim) -> bool {
        let mut claims = self.claims.borrow_mut();
        claims.retain(|_, (_, until)| *until > claim.now_millis);
        let address = (claim.principal.clone(), claim.key.clone());
        let until = claim.now_millis.saturating_add(CLAIM_MILLIS);
        let (holder, _) =
            claims.entry(address).or_insert_with(|| (claim.transaction_id.clone(), until));
        *holder == claim.transaction_id
    }

    fn upsert(&self, batch: &Batch<'_>) -> Result<Settlement, StoreError> {
        let mut settlement = None;
        self.database.transaction(&mut || {
            settlement = Some(self.settle(batch)?);
            Ok(())
        })?;
        if let Some(claim) = batch.claim() {
            self.claims.borrow_mut().remove(&(claim.principal, claim.key));
        }
        settlement.ok_or_else(|| StoreError::Unavailable("no transaction took place".to_owned()))
    }

    fn accept(&self, job: &Job) -> Result<(), StoreError> {
        self.database.transaction(&mut || {
            let collection = &job.context.collection;
            if self.check_collection(collection)? {
                self.own(collection)?;
            }
            jobs::accept(&self.database, job)
        })
    }

    /// Notes whose ledger this is.
    fn own(&self, collection: &CollectionId) -> Result<(), StoreError> {
        run(&self.database, "INSERT INTO collection VALUES (?)", &[collection.as_str().into()])
    }

    fn settle(&self, batch: &Batch<'_>) -> Result<Settlement, StoreError> {
        let is_new = self.check_collection(&batch.context.collection)?;
        if let Some(settlement) = requests::settled_before(&self.database, batch)? {
            return Ok(settlement);
        }
        let (results, writes) = match relationships::settle(&self.database, batch)? {
            Ok(settled) => settled,
            Err(precondition_failed) => return Ok(precondition_failed),
        };
        if !batch.is_dry_run {
            if is_new {
                self.own(&batch.context.collection)?;
            }
            let numbers = relationships::write(&self.database, batch, &writes)?;
            outbox::add(&self.database, &numbers)?;
            requests::write(&self.database, batch, &results, !writes.is_empty())?;
            jobs::settle(&self.database, batch, &results)?;
        }
        Ok(Settlement::Settled { transaction_id: batch.transaction_id.clone(), results })
    }

    /// Whether the database has no owner yet.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] when its owner is another collection.
    fn check_collection(&self, collection: &CollectionId) -> Result<bool, StoreError> {
        match self.collection()? {
            None => Ok(true),
            Some(owner) if owner == *collection => Ok(false),
            Some(owner) => {
                let reason = format!("a batch for `{collection}` came to the ledger of `{owner}`");
                Err(StoreError::Damaged(reason))
            }
        }
    }

    /// Whose ledger this is; nobody's before the first batch.
    fn collection(&self) -> Result<Option<CollectionId>, StoreError> {
        let mut own = None;
        self.database.execute("SELECT id FROM collection", &[], &mut |row| {
            own = CollectionId::new(text(row, 0)?).ok();
            Ok(())
        })?;
        Ok(own)
    }
}

impl<D: Sql> Keeper for Ledger<D> {
    /// Answers a [`Message`].
    fn answer(&self, message: &str) -> Result<String, StoreError> {
        let lines = Lines::parse(message).map_err(StoreError::Unavailable)?;
        let reply = match lines.message().map_err(StoreError::Unavailable)? {
            Message::Claim(claim) => Reply::Claimed(self.claim(&claim)),
            Message::Upsert(batch) => Reply::Settlement(self.upsert(&batch)?),
            Message::Read(id) => Reply::Record(relationships::record(&self.database, &id)?),
            Message::Accept(job) => {
                self.accept(&job)?;
                Reply::Accepted
            }
            Message::Take(part) => Reply::Taken(jobs::take(&self.database, &part)?),
            Message::List(listing, page) => {
                Reply::Page(listing::list(&self.database, &listing, &page)?)
            }
        };
        Ok(reply.to_text())
    }

    fn has_pending_copies(&self) -> Result<bool, StoreError> {
        outbox::has_some(&self.database)
    }

    /// Copies relationships, oldest change first.
    async fn copy_out(&self, copies: &impl KeyValue) -> Result<Copied, StoreError> {
        match self.collection()? {
            Some(collection) => outbox::copy_out(&self.database, &collection, copies).await,
            None => Ok(Copied::default()),
        }
    }
}
