//! The built-in relationship types by name.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use super::{RelationshipType, TypeSource, brick, parse_own};
use crate::json::{Value, text_eq};
use crate::relationship::{DESTINATION_TYPE, SOURCE_TYPE};
use crate::schema::Schema;

/// The 66 types of BRICK 0.4, each made when it is first asked for.
#[derive(Debug, Default)]
pub struct BuiltIn {
    /// What all of them demand.
    schema: OnceCell<Rc<Schema>>,
    known: RefCell<Vec<Rc<RelationshipType>>>,
}

impl BuiltIn {
    /// The schema of each type, as JSON text.
    pub fn schemas() -> impl Iterator<Item = String> {
        brick::all().into_iter().map(brick::BrickType::schema_text)
    }

    /// The schema of the type of that name, as JSON text.
    pub(crate) fn schema(name: &str) -> Option<String> {
        brick::find(name).map(brick::BrickType::schema_text)
    }

    /// The type that a name and the classes of the two ends (the brick types that are given, else
    /// those of the name) together mean, and whether it is the inverse verb's.
    pub(crate) fn meant(name: &str, item: Value<'_>) -> Option<(String, bool)> {
        let class = |property: &str| item.get(property)?.as_str();
        brick::meant(name, class(SOURCE_TYPE), class(DESTINATION_TYPE))
    }

    /// Whether a type has this name.
    pub(crate) fn contains(name: &str) -> bool {
        brick::find(name).is_some()
    }

    fn make(&self, name: &str) -> Option<RelationshipType> {
        let brick_type = brick::find(name)?;
        let schema = match self.schema.get() {
            Some(schema) => Rc::clone(schema),
            None => {
                let schema = Rc::new(brick::common_schema()?);
                Rc::clone(self.schema.get_or_init(|| schema))
            }
        };
        let defaults = parse_own(&brick_type.defaults_text());
        Some(RelationshipType::new(brick_type.name(), schema, defaults, brick_type.ends()))
    }
}

impl TypeSource for BuiltIn {
    fn find(&self, name: &str) -> Option<Rc<RelationshipType>> {
        let known = self.known.borrow().iter().find(|known| text_eq(known.name(), name)).cloned();
        if known.is_some() {
            return known;
        }
        let made = Rc::new(self.make(name)?);
        self.known.borrow_mut().push(Rc::clone(&made));
        Some(made)
    }

    fn names(&self) -> Vec<String> {
        brick::all().into_iter().map(brick::BrickType::name).collect()
    }
}
