//! `enum` (validation, section 6.23).

use super::{Checker, Compiled, Context, Keyword};
use crate::issue::Code;
use crate::json::{Document, Value};

struct Enum(Document<'static>);

pub(super) fn compile(context: &mut Context<'_, '_>, value: Value<'_>) -> Compiled {
    value.elements().ok_or_else(|| context.error("must be a list"))?;
    Ok(Some(Box::new(Enum(value.to_document()))))
}

impl Keyword for Enum {
    fn check<'v>(&self, value: Value<'v>, checker: &mut Checker<'_, 'v>) -> bool {
        let mut allowed = self.0.root().elements().into_iter().flatten();
        allowed.any(|allowed| allowed.equals(value))
            || checker.report(Code::NotInEnumeration, "enum")
    }
}
