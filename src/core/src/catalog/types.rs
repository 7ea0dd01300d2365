//! The relationship types of one place: the built-in ones, others, or both.

use std::cell::RefCell;
use std::rc::Rc;

use super::{Catalog, RelationshipType, brick};
use crate::json::text_eq;
use crate::schema::{Documents, ParseError, RegexEngine, SchemaError};

/// Types by name. Where both have a name, the built-in type has it, as at the endpoint.
#[derive(Debug)]
pub struct Types {
    catalog: Catalog,
    has_built_in: bool,
    /// The built-in ones among them were asked for.
    known: RefCell<Vec<Rc<RelationshipType>>>,
}

impl Types {
    /// The built-in types, or none.
    pub fn new(regexes: impl RegexEngine + 'static, has_built_in: bool) -> Self {
        let catalog = Catalog::new(regexes, Documents::new());
        Self { catalog, has_built_in, known: RefCell::default() }
    }

    /// Adds a type from the text of its schema.
    ///
    /// # Errors
    ///
    /// [`ParseError`], also when another type of that name was added before.
    pub fn add(&self, schema: &str) -> Result<(), ParseError> {
        let added = self.catalog.compile(schema)?;
        if self.has_built_in && brick::find(added.name()).is_some() {
            return Ok(());
        }
        if self.find(added.name()).is_some() {
            return Err(SchemaError::new("#/title", "is the name of another type, too").into());
        }
        self.known.borrow_mut().push(Rc::new(added));
        Ok(())
    }

    /// The type of that name.
    pub fn find(&self, name: &str) -> Option<Rc<RelationshipType>> {
        let known = self.known.borrow().iter().find(|known| text_eq(known.name(), name)).cloned();
        if known.is_some() || !self.has_built_in {
            return known;
        }
        let built_in = Rc::new(self.catalog.built_in(name)?);
        self.known.borrow_mut().push(Rc::clone(&built_in));
        Some(built_in)
    }

    /// The names of all types, the built-in ones first.
    pub fn names(&self) -> Vec<String> {
        let mut names = if self.has_built_in { Catalog::built_in_names() } else { Vec::new() };
        for known in self.known.borrow().iter() {
            if !names.iter().any(|name| name == known.name()) {
                names.push(known.name().to_owned());
            }
        }
        names
    }
}
