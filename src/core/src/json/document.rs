//! A parsed text: nodes in document order, each container followed by its content.

use std::borrow::Cow;

use super::{
    Decimal, MAX_NODES, SyntaxError, SyntaxErrorKind, concat, pointer_segment, scan, sort_names,
    text_eq,
};

/// One node. A container's `nodes` says how many nodes its content takes, so that a reader can
/// step over it without looking inside.
#[derive(Debug, Clone)]
pub(super) enum Node<'a> {
    Null,
    Bool(bool),
    /// As sent: the digits are part of what is stored and returned.
    Number(Cow<'a, str>),
    /// Unescaped; borrowed where the text holds no escape.
    String(Cow<'a, str>),
    Array {
        nodes: usize,
    },
    /// Each member is a `String` node (its name) and the nodes of its value.
    Object {
        nodes: usize,
    },
}

impl Node<'_> {
    fn to_owned(&self) -> Node<'static> {
        match self {
            Self::Null => Node::Null,
            Self::Bool(value) => Node::Bool(*value),
            Self::Number(text) => Node::Number(Cow::Owned(text.to_string())),
            Self::String(text) => Node::String(Cow::Owned(text.to_string())),
            Self::Array { nodes } => Node::Array { nodes: *nodes },
            Self::Object { nodes } => Node::Object { nodes: *nodes },
        }
    }

    fn content_len(&self) -> usize {
        match self {
            Self::Array { nodes } | Self::Object { nodes } => *nodes,
            _ => 0,
        }
    }
}

/// Bytes as the text that they are.
///
/// # Errors
///
/// The place of the first byte that is no UTF-8.
pub(crate) fn parse_utf8(bytes: &[u8]) -> Result<&str, SyntaxError> {
    std::str::from_utf8(bytes)
        .map_err(|error| SyntaxError::at(SyntaxErrorKind::NotUtf8, bytes, error.valid_up_to()))
}

/// A JSON text that passed every rule of contract section 6.
#[derive(Debug, Clone, Default)]
pub struct Document<'a> {
    pub(super) nodes: Vec<Node<'a>>,
}

impl<'a> Document<'a> {
    /// Reads one JSON text.
    ///
    /// # Errors
    ///
    /// A violation of RFC 8259 or of contract section 6 (UTF-8, BOM, surrogates, number
    /// range, duplicate names, depth), with its place.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, SyntaxError> {
        Self::parse_text(parse_utf8(bytes)?)
    }

    /// [`parse`](Self::parse) of a text that is known to be UTF-8.
    ///
    /// # Errors
    ///
    /// As for [`parse`](Self::parse).
    pub fn parse_text(text: &'a str) -> Result<Self, SyntaxError> {
        scan::parse(text, MAX_NODES)
    }

    /// [`parse_text`](Self::parse_text) of a text that this service made: what it adds to a text
    /// from outside does not count against [`MAX_NODES`].
    ///
    /// # Errors
    ///
    /// As for [`parse`](Self::parse).
    pub(crate) fn parse_own(text: &'a str) -> Result<Self, SyntaxError> {
        scan::parse(text, usize::MAX)
    }

    /// The value that the text holds.
    pub fn root(&self) -> Value<'_> {
        Value::first(&self.nodes).map_or(NULL, |(root, _)| root)
    }
}

const NULL: Value<'static> = Value { nodes: &[Node::Null] };

/// The seven kinds of draft-06 `type`, less `integer`, which is a property of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are JSON's own")]
pub enum Kind {
    Null,
    Boolean,
    Number,
    String,
    Array,
    Object,
}

/// A value inside a [`Document`]: as cheap to copy as a slice.
#[derive(Debug, Clone, Copy)]
pub struct Value<'d> {
    /// Its own node, and those of its content.
    nodes: &'d [Node<'d>],
}

impl<'d> Value<'d> {
    /// Splits the first value off a run of nodes.
    fn first(nodes: &'d [Node<'d>]) -> Option<(Self, &'d [Node<'d>])> {
        let len = nodes.first()?.content_len() + 1;
        let (nodes, rest) = nodes.split_at_checked(len)?;
        Some((Self { nodes }, rest))
    }

    #[inline]
    fn head(self) -> &'d Node<'d> {
        self.nodes.first().unwrap_or(&Node::Null)
    }

    fn content(self) -> &'d [Node<'d>] {
        self.nodes.get(1..).unwrap_or_default()
    }

    /// What kind of value this is.
    pub fn kind(self) -> Kind {
        match self.head() {
            Node::Null => Kind::Null,
            Node::Bool(_) => Kind::Boolean,
            Node::Number(_) => Kind::Number,
            Node::String(_) => Kind::String,
            Node::Array { .. } => Kind::Array,
            Node::Object { .. } => Kind::Object,
        }
    }

    /// The value of a boolean.
    pub fn as_bool(self) -> Option<bool> {
        match self.head() {
            Node::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The unescaped text of a string.
    pub fn as_str(self) -> Option<&'d str> {
        match self.head() {
            Node::String(text) => Some(text),
            _ => None,
        }
    }

    /// A number as it was sent.
    pub fn number_text(self) -> Option<&'d str> {
        match self.head() {
            Node::Number(text) => Some(text),
            _ => None,
        }
    }

    /// A number's exact value.
    pub fn as_number(self) -> Option<Decimal<'d>> {
        self.number_text().map(Decimal::parse)
    }

    /// The members of an object in the order sent; `None` for anything else.
    pub fn members(self) -> Option<Members<'d>> {
        (self.kind() == Kind::Object).then_some(Members { rest: self.content() })
    }

    /// The names of an object's members as values, for `propertyNames`.
    pub(crate) fn names(self) -> impl Iterator<Item = Self> {
        let mut members = self.members();
        std::iter::from_fn(move || {
            let (name, _) = members.as_mut()?.next_nodes()?;
            Some(Self { nodes: std::slice::from_ref(name) })
        })
    }

    /// How many nodes before a value inside this one, or this one itself, there are.
    pub(crate) fn offset_of(self, inner: Value<'_>) -> Option<usize> {
        let distance_bytes = inner.address().checked_sub(self.address())?;
        let offset = distance_bytes / size_of::<Node<'_>>();
        (offset < self.nodes.len()).then_some(offset)
    }

    /// Tells places of one document apart, for as long as it is not moved.
    pub(crate) fn address(self) -> usize {
        self.nodes.as_ptr().addr()
    }

    /// The elements of an array; `None` for anything else.
    pub fn elements(self) -> Option<Elements<'d>> {
        (self.kind() == Kind::Array).then_some(Elements { rest: self.content() })
    }

    /// The member of that name. Takes time linear in the number of members.
    pub fn get(self, name: &str) -> Option<Self> {
        self.members()?.find_map(|(member, value)| text_eq(member, name).then_some(value))
    }

    /// Whether storing one or the other would give the same answer to a reader. Objects may have
    /// another order; `1` and `1.0` differ, because numbers keep their digits (contract section 6).
    pub fn is_stored_alike(self, other: Self) -> bool {
        // Equal values take equally many nodes; most others are told apart by that.
        if self.nodes.len() != other.nodes.len() {
            return false;
        }
        match (self.head(), other.head()) {
            (Node::Null, Node::Null) => true,
            (Node::Bool(a), Node::Bool(b)) => a == b,
            (Node::Number(a), Node::Number(b)) | (Node::String(a), Node::String(b)) => a == b,
            (Node::Array { .. }, Node::Array { .. }) => {
                let (a, b) =
                    (Elements { rest: self.content() }, Elements { rest: other.content() });
                a.clone().count() == b.clone().count()
                    && a.zip(b).all(|(a, b)| a.is_stored_alike(b))
            }
            (Node::Object { .. }, Node::Object { .. }) => {
                // Names are unique in each, so sorting by name aligns equal objects.
                let (a, b) = (self.sorted_members(), other.sorted_members());
                a.len() == b.len()
                    && a.iter()
                        .zip(&b)
                        .all(|((a_name, a), (b_name, b))| a_name == b_name && a.is_stored_alike(*b))
            }
            _ => false,
        }
    }

    /// What an array or object holds, each with its place as a segment of a JSON Pointer.
    pub(crate) fn parts(self) -> Vec<(String, Self)> {
        let mut parts = Vec::new();
        for (index, element) in self.elements().into_iter().flatten().enumerate() {
            parts.push((concat(&["/", &index.to_string()]), element));
        }
        for (name, member) in self.members().into_iter().flatten() {
            parts.push((pointer_segment(name), member));
        }
        parts
    }

    /// How many nodes the value takes: itself, and all inside it.
    pub(crate) fn node_count(self) -> usize {
        self.nodes.len()
    }

    /// How many bytes the strings in it take, names included.
    pub(crate) fn text_bytes(self) -> usize {
        let text_bytes = |node: &Node<'_>| match node {
            Node::String(text) => text.len(),
            _ => 0,
        };
        self.nodes.iter().map(text_bytes).sum()
    }

    /// An object's members by name; empty for anything else.
    pub(crate) fn sorted_members(self) -> Vec<(&'d str, Self)> {
        let members: Vec<_> = self.members().into_iter().flatten().collect();
        let mut names: Vec<_> = members.iter().map(|(name, _)| *name).zip(0..).collect();
        sort_names(&mut names);
        names.into_iter().filter_map(|(_, place)| members.get(place).copied()).collect()
    }

    /// A copy that does not borrow from the text.
    pub fn to_document(self) -> Document<'static> {
        Document { nodes: self.nodes().map(Node::to_owned).collect() }
    }

    /// A copy of an object, less the members of these names.
    pub(crate) fn without_members(self, names: &[&str]) -> Document<'d> {
        let mut nodes = vec![Node::Object { nodes: 0 }];
        for (name, value) in self.members().into_iter().flatten() {
            if !names.contains(&name) {
                nodes.push(Node::String(Cow::Borrowed(name)));
                nodes.extend(value.nodes().cloned());
            }
        }
        let content = nodes.len() - 1;
        if let Some(Node::Object { nodes }) = nodes.first_mut() {
            *nodes = content;
        }
        Document { nodes }
    }

    fn nodes(self) -> impl Iterator<Item = &'d Node<'d>> {
        self.nodes.iter()
    }
}

/// The members of an object, see [`Value::members`].
#[derive(Debug, Clone)]
pub struct Members<'d> {
    rest: &'d [Node<'d>],
}

impl<'d> Members<'d> {
    /// The next member: its name's node and its value.
    #[inline]
    fn next_nodes(&mut self) -> Option<(&'d Node<'d>, Value<'d>)> {
        let (name, rest) = self.rest.split_first()?;
        let (value, rest) = Value::first(rest)?;
        self.rest = rest;
        Some((name, value))
    }
}

impl<'d> Iterator for Members<'d> {
    type Item = (&'d str, Value<'d>);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        match self.next_nodes()? {
            (Node::String(name), value) => Some((name, value)),
            _ => None,
        }
    }
}

/// The elements of an array, see [`Value::elements`].
#[derive(Debug, Clone)]
pub struct Elements<'d> {
    rest: &'d [Node<'d>],
}

impl<'d> Iterator for Elements<'d> {
    type Item = Value<'d>;

    fn next(&mut self) -> Option<Self::Item> {
        let (value, rest) = Value::first(self.rest)?;
        self.rest = rest;
        Some(value)
    }
}
