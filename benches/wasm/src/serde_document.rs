//! A document like the core's (a flat list of nodes that borrow from the text), filled by
//! serde_json's deserializer: the design that the core's scanner is measured against.
//!
//! It does less: numbers lose their digits, and a duplicate name or a fault has no place.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

/// A node, as in `er_relationships::json`.
#[expect(dead_code, reason = "built to be measured, not read")]
#[derive(Debug)]
pub(crate) enum Node<'a> {
    Null,
    Bool(bool),
    Number(f64),
    String(Cow<'a, str>),
    Array { nodes: usize },
    Object { nodes: usize },
}

pub(crate) fn parse(bytes: &[u8]) -> Result<Vec<Node<'_>>, serde_json::Error> {
    let mut nodes = Vec::with_capacity(bytes.len() / 24 + 1);
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    Fill(&mut nodes).deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(nodes)
}

/// Appends what is deserialized.
struct Fill<'n, 'a>(&'n mut Vec<Node<'a>>);

impl<'a> DeserializeSeed<'a> for Fill<'_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Fill<'_, '_> {
    fn close(self, index: usize) {
        let content = self.0.len() - index - 1;
        if let Some(Node::Array { nodes } | Node::Object { nodes }) = self.0.get_mut(index) {
            *nodes = content;
        }
    }
}

impl<'a> Visitor<'a> for Fill<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.0.push(Node::Null);
        Ok(())
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.0.push(Node::Bool(value));
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.0.push(Node::Number(value as f64));
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.0.push(Node::Number(value as f64));
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.0.push(Node::Number(value));
        Ok(())
    }

    fn visit_borrowed_str<E>(self, text: &'a str) -> Result<(), E> {
        self.0.push(Node::String(Cow::Borrowed(text)));
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.0.push(Node::String(Cow::Owned(text.to_owned())));
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut seq: A) -> Result<(), A::Error> {
        let index = self.0.len();
        self.0.push(Node::Array { nodes: 0 });
        while seq.next_element_seed(Fill(self.0))?.is_some() {}
        self.close(index);
        Ok(())
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        let index = self.0.len();
        self.0.push(Node::Object { nodes: 0 });
        while map.next_key_seed(Fill(self.0))?.is_some() {
            map.next_value_seed(Fill(self.0))?;
        }
        self.close(index);
        Ok(())
    }
}
