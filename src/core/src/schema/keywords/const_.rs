//! `const` (validation, section 6.24).

use super::{Checker, Compiled, Context, Keyword};
use crate::issue::Code;
use crate::json::{Document, Value};

struct Const(Document<'static>);

pub(super) fn compile(_: &mut Context<'_, '_>, value: Value<'_>) -> Compiled {
    Ok(Some(Box::new(Const(value.to_document()))))
}

impl Keyword for Const {
    fn check<'v>(&self, value: Value<'v>, checker: &mut Checker<'_, 'v>) -> bool {
        self.0.root().equals(value) || checker.report(Code::ConstExpected, "const")
    }
}
