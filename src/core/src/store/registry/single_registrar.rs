//! A [`Registrar`] that asks the one object where all changes are decided, one after the other.

use super::change::{Changed, Order};
use super::directory::{Directory, EntryPage};
use super::registrar::{Registrar, read_entries};
use super::wire::{Question, Reply};
use crate::store::{KeyValue, StoreError};

/// How often the object is asked, when its answer does not come. An order that was carried out is
/// not carried out again: the object knows it by its transaction's id.
const ATTEMPTS: usize = 3;

/// Where the object is.
#[expect(async_fn_in_trait, reason = "shells are single-threaded; their futures are not Send")]
pub trait Messenger {
    /// Brings a message to the object, and its reply back. The object may have heard the message
    /// although the reply is an error.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when no reply came.
    async fn ask(&self, message: &str) -> Result<String, StoreError>;
}

/// See the module.
#[derive(Debug, Clone)]
pub struct SingleRegistrar<M, K> {
    /// Where the object is.
    pub object: M,
    /// Where its copies are, and what somebody wrote there by hand.
    pub copies: K,
}

impl<M: Messenger, K: KeyValue> Registrar for SingleRegistrar<M, K> {
    type Map = K;

    fn map(&self) -> &K {
        &self.copies
    }

    /// One message.
    async fn entries(&self, keys: &[String]) -> Result<Vec<Option<String>>, StoreError> {
        match self.ask(&Question::Entries(keys.to_vec())).await? {
            Reply::Entries(entries) if entries.len() == keys.len() => Ok(entries),
            _ => Err(unexpected()),
        }
    }

    /// One message.
    async fn has_entries(&self, keys: &[String]) -> Result<Vec<bool>, StoreError> {
        match self.ask(&Question::HasEntries(keys.to_vec())).await? {
            Reply::HasEntries(answers) if answers.len() == keys.len() => Ok(answers),
            _ => Err(unexpected()),
        }
    }

    /// One message.
    async fn list(
        &self,
        directory: &Directory,
        after: Option<&str>,
        limit: usize,
    ) -> Result<EntryPage, StoreError> {
        let after = after.map(str::to_owned);
        let question = Question::List { directory: directory.clone(), after, limit };
        match self.ask(&question).await? {
            Reply::Page(page) => Ok(page),
            _ => Err(unexpected()),
        }
    }

    /// One read of the map, for what the object does not know, and one message.
    async fn change(&self, order: Order) -> Result<Changed, StoreError> {
        let found = read_entries(&self.copies, order.change.keys()).await?;
        match self.ask(&Question::Change { order, found }).await? {
            Reply::Changed(changed) => Ok(changed),
            _ => Err(unexpected()),
        }
    }
}

impl<M: Messenger, K> SingleRegistrar<M, K> {
    async fn ask(&self, question: &Question) -> Result<Reply, StoreError> {
        let text = question.to_text();
        let mut attempt = 1;
        loop {
            match self.object.ask(&text).await {
                Ok(reply) => return Reply::parse(&reply).map_err(StoreError::Unavailable),
                Err(StoreError::Unavailable(_)) if attempt < ATTEMPTS => attempt += 1,
                Err(error) => return Err(error),
            }
        }
    }
}

fn unexpected() -> StoreError {
    StoreError::Unavailable("the registry answered something else than was asked".to_owned())
}

/// Either of the two registrars that a service can be deployed with.
#[derive(Debug, Clone)]
pub enum DeployedRegistrar<M, K> {
    /// One object for all changes, and copies in a map.
    Single(SingleRegistrar<M, K>),
    /// The map alone.
    Map(super::MapRegistrar<K>),
}

impl<M: Messenger, K: KeyValue> Registrar for DeployedRegistrar<M, K> {
    type Map = K;

    fn map(&self) -> &K {
        match self {
            Self::Single(registrar) => registrar.map(),
            Self::Map(registrar) => registrar.map(),
        }
    }

    async fn entries(&self, keys: &[String]) -> Result<Vec<Option<String>>, StoreError> {
        match self {
            Self::Single(registrar) => registrar.entries(keys).await,
            Self::Map(registrar) => registrar.entries(keys).await,
        }
    }

    async fn has_entries(&self, keys: &[String]) -> Result<Vec<bool>, StoreError> {
        match self {
            Self::Single(registrar) => registrar.has_entries(keys).await,
            Self::Map(registrar) => registrar.has_entries(keys).await,
        }
    }

    async fn list(
        &self,
        directory: &Directory,
        after: Option<&str>,
        limit: usize,
    ) -> Result<EntryPage, StoreError> {
        match self {
            Self::Single(registrar) => registrar.list(directory, after, limit).await,
            Self::Map(registrar) => registrar.list(directory, after, limit).await,
        }
    }

    async fn change(&self, order: Order) -> Result<Changed, StoreError> {
        match self {
            Self::Single(registrar) => registrar.change(order).await,
            Self::Map(registrar) => registrar.change(order).await,
        }
    }
}
