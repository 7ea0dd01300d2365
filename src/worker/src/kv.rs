//! Workers KV as the core's map. What KV promises, and what the store on it does not, is told in
//! `er_relationships::store::KeyValueStore`.

use er_relationships::store::{KeyPage, KeyValue, StoreError};
use futures_util::future::try_join_all;
use worker::Env;
use worker::kv::KvStore;

/// The binding's name in `wrangler.toml`.
const BINDING: &str = "RELATIONSHIPS";

/// Values that are read one by one are read so many at a time: a Worker has six connections.
const READS_AT_ONCE: usize = 6;

/// And together they may have so many bytes: an isolate has 128 MB for everything.
const MAX_BYTES: usize = 48 * 1024 * 1024;

/// The namespace, or why there is none.
#[derive(Debug, Clone)]
pub(crate) struct WorkersKv(Result<KvStore, StoreError>);

impl WorkersKv {
    pub(crate) fn of(env: &Env) -> Self {
        Self(env.kv(BINDING).map_err(|error| {
            StoreError::Unavailable(format!("KV binding {BINDING} is missing: {error}"))
        }))
    }

    fn namespace(&self) -> Result<&KvStore, StoreError> {
        self.0.as_ref().map_err(StoreError::clone)
    }
}

impl KeyValue for WorkersKv {
    /// One operation for up to 100 keys. KV refuses a bulk read of more than 25 MB in all, which
    /// large records can reach; then each key is read by itself, up to [`MAX_BYTES`].
    async fn get_many(&self, keys: &[String]) -> Result<Vec<Option<String>>, StoreError> {
        let namespace = self.namespace()?;
        if let [key] = keys {
            return Ok(vec![get(namespace, key).await?]);
        }
        match namespace.get_bulk(keys).text().await {
            Ok(mut values) => Ok(keys.iter().map(|key| values.remove(key).flatten()).collect()),
            Err(_) => get_one_by_one(namespace, keys).await,
        }
    }

    async fn put(&self, key: &str, value: &str) -> Result<(), StoreError> {
        #[cfg(feature = "panic-on-purpose")]
        self.panic_at_first_copy(key, value).await?;
        let put = self.namespace()?.put(key, value).map_err(unavailable)?;
        put.execute().await.map_err(unavailable)
    }

    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.namespace()?.delete(key).await.map_err(unavailable)
    }

    async fn list(
        &self,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<KeyPage, StoreError> {
        let list = self
            .namespace()?
            .list()
            .prefix(prefix.to_owned())
            .limit(u64::try_from(limit).unwrap_or(u64::MAX));
        let list = match after {
            Some(cursor) => list.cursor(cursor.to_owned()),
            None => list,
        };
        let page = list.execute().await.map_err(|error| {
            // `KV LIST failed: 400 Invalid cursor`; what fails otherwise may succeed another time.
            match after.is_some() && error.to_string().contains(": 400 ") {
                true => StoreError::UnknownToken,
                false => unavailable(error),
            }
        })?;
        Ok(KeyPage {
            keys: page.keys.into_iter().map(|key| key.name).collect(),
            next: page.cursor.filter(|_| !page.list_complete),
        })
    }
}

async fn get_one_by_one(
    namespace: &KvStore,
    keys: &[String],
) -> Result<Vec<Option<String>>, StoreError> {
    let mut values: Vec<Option<String>> = Vec::with_capacity(keys.len());
    let mut bytes = 0;
    for some in keys.chunks(READS_AT_ONCE) {
        let found = try_join_all(some.iter().map(|key| get(namespace, key))).await?;
        bytes += found.iter().flatten().map(String::len).sum::<usize>();
        if bytes > MAX_BYTES {
            return Err(StoreError::NotOffered(
                "what is stored of these relationships is too large to be read at once; send fewer",
            ));
        }
        values.extend(found);
    }
    Ok(values)
}

#[cfg(feature = "panic-on-purpose")]
impl WorkersKv {
    /// Once for each key: the alarm comes again with it. Nothing in here outlives a panic, so KV
    /// remembers it.
    async fn panic_at_first_copy(&self, key: &str, value: &str) -> Result<(), StoreError> {
        let namespace = self.namespace()?;
        let mark = format!("panicked:{key}");
        let is_asked_for = crate::panic_on_purpose::is_asked_for("alarm", value);
        if is_asked_for && get(namespace, &mark).await?.is_none() {
            let put = namespace.put(&mark, "once").map_err(unavailable)?;
            put.execute().await.map_err(unavailable)?;
            crate::panic_on_purpose::at("alarm", value);
        }
        Ok(())
    }
}

async fn get(namespace: &KvStore, key: &str) -> Result<Option<String>, StoreError> {
    namespace.get(key).text().await.map_err(unavailable)
}

fn unavailable(error: impl std::fmt::Display) -> StoreError {
    StoreError::Unavailable(error.to_string())
}
