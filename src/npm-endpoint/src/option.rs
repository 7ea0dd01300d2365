//! Reading JavaScript values, and what is wrong with those that are not what they should be.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use er_relationships::json::Writer;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, SeqAccess, Visitor};
use wasm_bindgen::JsValue;

/// Reads a value that stands at `location` in the options.
///
/// # Errors
///
/// [`option_invalid`] with the place of the first fault.
pub(crate) fn parse_option<T: DeserializeOwned>(
    location: &str,
    value: JsValue,
) -> Result<T, String> {
    let value = serde_wasm_bindgen::Deserializer::from(value);
    serde_path_to_error::deserialize(value).map_err(|error| {
        // A path that leads nowhere is a dot by itself.
        let place = match (location, &*error.path().to_string()) {
            (location, ".") => location.to_owned(),
            ("", path) => path.to_owned(),
            (location, path) => format!("{location}.{path}"),
        };
        let reason = error.inner().to_string();
        match reason.rsplit_once(", expected ") {
            // What it is instead is told in the words of Rust, and with the value.
            Some((_, expected)) => option_invalid(&place, &format!("must be {expected}")),
            None => option_invalid(&place, reason.strip_prefix("Error: ").unwrap_or(&reason)),
        }
    })
}

/// The JSON text that is thrown. `location` is a place in the options, `collections.a.ann`; empty for
/// the whole.
pub(crate) fn option_invalid(location: &str, reason: &str) -> String {
    let mut text = String::new();
    let mut object = Writer::object(&mut text);
    object.string("code", "optionInvalid");
    if !location.is_empty() {
        object.string("location", location);
    }
    object.string("reason", reason);
    object.end();
    text
}

/// An object with any members. A map by itself would have the host throw at what is no object.
pub(crate) struct Record<K, V>(pub(crate) BTreeMap<K, V>);

impl<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>> Deserialize<'de> for Record<K, V> {
    fn deserialize<D: Deserializer<'de>>(value: D) -> Result<Self, D::Error> {
        value.deserialize_any(RecordVisitor(PhantomData))
    }
}

struct RecordVisitor<K, V>(PhantomData<(K, V)>);

impl<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>> Visitor<'de> for RecordVisitor<K, V> {
    type Value = Record<K, V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut record = BTreeMap::new();
        while let Some((name, value)) = members.next_entry()? {
            record.insert(name, value);
        }
        Ok(Record(record))
    }
}

/// A list of strings. A `Vec` by itself would have the host throw at what is no list.
#[derive(Default)]
pub(crate) struct Strings(pub(crate) Vec<String>);

impl<'de> Deserialize<'de> for Strings {
    fn deserialize<D: Deserializer<'de>>(value: D) -> Result<Self, D::Error> {
        value.deserialize_any(StringsVisitor)
    }
}

struct StringsVisitor;

impl<'de> Visitor<'de> for StringsVisitor {
    type Value = Strings;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of strings")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Self::Value, A::Error> {
        let mut strings = Vec::new();
        while let Some(text) = elements.next_element()? {
            strings.push(text);
        }
        Ok(Strings(strings))
    }
}
