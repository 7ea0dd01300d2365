//! What a store is asked for page by page.

/// What is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Listing {
    /// The records of a collection's relationships, less those that were deleted.
    Relationships(Filter),
    /// The records of all versions of the relationship of this id, newest first, whether it was
    /// deleted or not.
    Versions(String),
    /// How many relationships there are of each type: `["type",1]`, by the types' names.
    Counts,
    /// What came of requests: a [`LogEntry`](super::LogEntry) for each relationship.
    Log(LogFilter),
}

/// Which relationships.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// All of them.
    All,
    /// Those of a type.
    OfType(String),
    /// The edges of an entity.
    OfEntity {
        /// Its id.
        id: String,
        /// Which of them.
        direction: Direction,
    },
}

/// An edge as an entity sees it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Direction {
    /// The entity is its source.
    Out,
    /// The entity is its destination.
    In,
    /// Either; an edge from the entity to itself counts once.
    #[default]
    Both,
}

impl Direction {
    const ALL: [Self; 3] = [Self::Out, Self::In, Self::Both];

    /// The direction's name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Out => "out",
            Self::In => "in",
            Self::Both => "both",
        }
    }

    /// The direction of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|direction| direction.as_str() == name)
    }
}

/// Which entries of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogFilter {
    /// Those of a transaction, in its order; of one relationship alone, if that is given.
    Transaction {
        /// The transaction's id.
        id: String,
        /// The relationship's.
        relationship: Option<String>,
    },
    /// Those of a relationship that was changed, or refused, newest first.
    Relationship(String),
}

/// Which page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest {
    /// The [`Page::next`] of the page before; the first page without it.
    pub after: Option<String>,
    /// How many elements at most: 1 to [`MAX_PAGE_SIZE`].
    pub limit: usize,
}

/// The most elements of a page.
pub const MAX_PAGE_SIZE: usize = 1000;

/// A page is full when its elements have so many bytes together, whatever their number: an isolate
/// has 128 MB for everything.
pub(crate) const MAX_PAGE_BYTES: usize = 8 * 1024 * 1024;

/// Some of what is listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// Each as JSON text.
    pub elements: Vec<String>,
    /// What leads to the next page, if there is one: printable ASCII, and the store's own affair.
    pub next: Option<String>,
    /// Of a transaction that is processed later, how far it is, as JSON text.
    pub progress: Option<String>,
}

impl PageRequest {
    /// A token that is a number.
    ///
    /// # Errors
    ///
    /// [`StoreError::UnknownToken`](super::StoreError::UnknownToken) when it is none.
    pub(crate) fn after_number(&self) -> Result<Option<i64>, super::StoreError> {
        let number = self.after.as_ref().map(|token| token.parse()).transpose();
        let number = number.map_err(|_| super::StoreError::UnknownToken)?;
        match number {
            Some(number) if number < 0 => Err(super::StoreError::UnknownToken),
            number => Ok(number),
        }
    }
}

/// Fills a page.
#[derive(Debug, Default)]
pub(crate) struct PageBuilder {
    page: Page,
    bytes: usize,
    limit: usize,
}

impl PageBuilder {
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, ..Self::default() }
    }

    /// Whether no other element has a place.
    pub(crate) fn is_full(&self) -> bool {
        self.page.elements.len() >= self.limit || self.bytes >= MAX_PAGE_BYTES
    }

    pub(crate) fn push(&mut self, element: String) {
        self.bytes += element.len();
        self.page.elements.push(element);
    }

    pub(crate) fn end(self, next: Option<String>) -> Page {
        Page { next, ..self.page }
    }
}
