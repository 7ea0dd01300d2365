//! Workers KV as the core's map. What KV promises, and what the store on it does not, is told in
//! `er_relationships::store::KeyValueStore`.

use er_relationships::store::{KeyPage, KeyValue, StoreError};
use er_relationships_js::describe;
use futures_util::future::{join_all, try_join_all};
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use worker::Env;
use worker::kv::KvStore;

/// The binding's name in `wrangler.toml`.
const BINDING: &str = "RELATIONSHIPS";

/// Values that are read one by one are read so many at a time: a Worker has six connections.
const READS_AT_ONCE: usize = 6;

/// And together they may have so many bytes: an isolate has 128 MB for everything.
const MAX_BYTES: usize = 48 * 1024 * 1024;

#[wasm_bindgen(module = "/src/kv.js")]
extern "C" {
    #[wasm_bindgen(js_name = getLines, catch)]
    async fn get_lines(namespace: &JsValue, keys: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = putLines, catch)]
    async fn put_lines(namespace: &JsValue, entries: &str) -> Result<JsValue, JsValue>;
}

/// The namespace, or why there is none.
#[derive(Debug, Clone)]
pub(crate) struct WorkersKv(Result<Namespace, StoreError>);

#[derive(Debug, Clone)]
struct Namespace {
    store: KvStore,
    /// The same, for many keys at once.
    raw: JsValue,
}

impl WorkersKv {
    pub(crate) fn of(env: &Env) -> Self {
        let missing = |error: String| {
            StoreError::Unavailable(format!("KV binding {BINDING} is missing: {error}"))
        };
        let namespace = || {
            let store = env.kv(BINDING).map_err(|error| missing(error.to_string()))?;
            let raw =
                Reflect::get(env, &BINDING.into()).map_err(|error| missing(describe(error)))?;
            Ok(Namespace { store, raw })
        };
        Self(namespace())
    }

    fn namespace(&self) -> Result<&Namespace, StoreError> {
        self.0.as_ref().map_err(StoreError::clone)
    }

    fn store(&self) -> Result<&KvStore, StoreError> {
        Ok(&self.namespace()?.store)
    }
}

impl KeyValue for WorkersKv {
    /// One operation for up to 100 keys. KV refuses a bulk read of more than 25 MB in all, which
    /// large records can reach; then each key is read by itself, up to [`MAX_BYTES`].
    async fn get_many(&self, keys: &[String]) -> Result<Vec<Option<String>>, StoreError> {
        let Namespace { store, raw } = self.namespace()?;
        if let [key] = keys {
            return Ok(vec![get(store, key).await?]);
        }
        let lines = get_lines(raw, &keys.join("\n")).await.ok();
        let lines =
            lines.and_then(|lines| String::from_utf8(Uint8Array::new(&lines).to_vec()).ok());
        let values = lines.map(|lines| values_of(&lines, keys.len())).unwrap_or_default();
        // Somebody else's value may have a line feed.
        if values.len() == keys.len() { Ok(values) } else { get_one_by_one(store, keys).await }
    }

    /// All at once. A value with a line feed is none of ours; with one, each goes by itself.
    async fn put_many(&self, entries: &[(&str, &str)]) -> Vec<Result<(), StoreError>> {
        let lines: Vec<&str> = entries.iter().flat_map(|(key, value)| [*key, *value]).collect();
        if lines.iter().any(|line| memchr::memchr(b'\n', line.as_bytes()).is_some()) {
            return join_all(entries.iter().map(|(key, value)| self.put(key, value))).await;
        }
        let put = async {
            let put = put_lines(&self.namespace()?.raw, &lines.join("\n")).await;
            put.map_err(|error| unavailable(describe(error)))
        };
        let reasons = match put.await {
            Ok(reasons) => reasons.as_string().unwrap_or_default(),
            Err(error) => return vec![Err(error); entries.len()],
        };
        let mut reasons = reasons.split('\n');
        let result = |_: &(&str, &str)| match reasons.next() {
            Some("") => Ok(()),
            reason => Err(unavailable(reason.unwrap_or("KV: nothing was said"))),
        };
        entries.iter().map(result).collect()
    }

    async fn put(&self, key: &str, value: &str) -> Result<(), StoreError> {
        #[cfg(feature = "panic-on-purpose")]
        self.panic_at_first_copy(key, value).await?;
        let put = self.store()?.put(key, value).map_err(unavailable)?;
        put.execute().await.map_err(unavailable)
    }

    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.store()?.delete(key).await.map_err(unavailable)
    }

    async fn list(
        &self,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<KeyPage, StoreError> {
        let list = self
            .store()?
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
        let namespace = self.store()?;
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

/// The values in lines of a text; an empty line is none.
fn values_of(lines: &str, count: usize) -> Vec<Option<String>> {
    let mut values = Vec::with_capacity(count);
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', lines.as_bytes()).chain([lines.len()]) {
        let line = lines.get(start..end).unwrap_or_default();
        values.push((!line.is_empty()).then(|| line.to_owned()));
        start = end + 1;
    }
    values
}

async fn get(namespace: &KvStore, key: &str) -> Result<Option<String>, StoreError> {
    namespace.get(key).text().await.map_err(unavailable)
}

fn unavailable(error: impl std::fmt::Display) -> StoreError {
    StoreError::Unavailable(error.to_string())
}
