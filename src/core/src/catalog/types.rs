//! The relationship types of one place: the built-in ones, others, or both.

use std::cell::RefCell;
use std::rc::Rc;

use super::{BuiltIn, Catalog, RelationshipType, TypeSource};
use crate::json::text_eq;
use crate::schema::{Documents, ParseError, RegexEngine, SchemaError};

/// Types by name. Where both have a name, the built-in type has it, as at the endpoint.
#[derive(Debug)]
pub struct Types {
    built_in: Option<BuiltIn>,
    catalog: Catalog,
    own: RefCell<Vec<Rc<RelationshipType>>>,
}

impl Types {
    /// The built-in types, or none.
    pub fn new(regexes: impl RegexEngine + 'static, has_built_in: bool) -> Self {
        Self {
            built_in: has_built_in.then(BuiltIn::default),
            catalog: Catalog::new(regexes, Documents::new()),
            own: RefCell::default(),
        }
    }

    /// Adds a type from the text of its schema.
    ///
    /// # Errors
    ///
    /// [`ParseError`], also when another type of that name was added before.
    pub fn add(&self, schema: &str) -> Result<(), ParseError> {
        let added = self.catalog.compile(schema)?;
        if self.own.borrow().iter().any(|known| known.name() == added.name()) {
            return Err(SchemaError::new("#/title", "is the name of another type, too").into());
        }
        if self.built_in.is_none() || !BuiltIn::contains(added.name()) {
            self.own.borrow_mut().push(Rc::new(added));
        }
        Ok(())
    }
}

impl TypeSource for Types {
    fn find(&self, name: &str) -> Option<Rc<RelationshipType>> {
        let own = self.own.borrow().iter().find(|known| text_eq(known.name(), name)).cloned();
        own.or_else(|| self.built_in.as_ref()?.find(name))
    }

    fn names(&self) -> Vec<String> {
        let mut names = self.built_in.as_ref().map(BuiltIn::names).unwrap_or_default();
        names.extend(self.own.borrow().iter().map(|known| known.name().to_owned()));
        names
    }
}
