//! `const` (validation, section 6.24).

use super::{Checker, Compiled, Context, Keyword};
use crate::issue::Code;
use crate::json::{Value, canonical};

/// The value as its canonical text.
struct Const(String);

pub(super) fn compile(_: &mut Context<'_, '_>, value: Value<'_>) -> Compiled {
    Ok(Some(Box::new(Const(canonical(value)))))
}

impl Keyword for Const {
    fn check<'v>(&self, value: Value<'v>, checker: &mut Checker<'_, 'v>) -> bool {
        self.0 == canonical(value) || checker.report(Code::ConstExpected, "const")
    }
}
