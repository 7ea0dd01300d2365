//! `multipleOf` (validation, section 6.1), in exact decimal arithmetic.

use super::{Checker, Compiled, Context, Keyword};
use crate::issue::Code;
use crate::json::{Divisor, Value};

struct MultipleOf(Divisor);

pub(super) fn compile(context: &mut Context<'_, '_>, value: Value<'_>) -> Compiled {
    let divisor = value.as_number().and_then(|number| number.to_divisor());
    let divisor = divisor.ok_or_else(|| {
        context.error("must be a number above 0 of at most 18 significant digits")
    })?;
    Ok(Some(Box::new(MultipleOf(divisor))))
}

impl Keyword for MultipleOf {
    fn check<'v>(&self, value: Value<'v>, checker: &mut Checker<'_, 'v>) -> bool {
        match value.as_number() {
            Some(number) if !number.is_multiple_of(self.0) => {
                checker.report(Code::NumberNotMultipleOf, "multipleOf")
            }
            _ => true,
        }
    }
}
