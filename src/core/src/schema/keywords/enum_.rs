//! `enum` (validation, section 6.23).

use super::{Checker, Compiled, Context, Keyword};
use crate::issue::Code;
use crate::json::{Value, canonical};

/// The allowed values, each as its canonical text.
struct Enum(Vec<String>);

pub(super) fn compile(context: &mut Context<'_, '_>, value: Value<'_>) -> Compiled {
    let elements = value.elements().ok_or_else(|| context.error("must be a list"))?;
    Ok(Some(Box::new(Enum(elements.map(canonical).collect()))))
}

impl Keyword for Enum {
    fn check<'v>(&self, value: Value<'v>, checker: &mut Checker<'_, 'v>) -> bool {
        checker.may_compare(self.0.len()) && self.0.contains(&canonical(value))
            || checker.report(Code::NotInEnumeration, "enum")
    }
}
