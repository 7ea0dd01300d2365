//! What `maximum`, `exclusiveMaximum`, `minimum` and `exclusiveMinimum` share.

use std::cmp::Ordering;

use super::{Checker, Compiled, Context, Keyword};
use crate::issue::Code;
use crate::json::{Decimal, Value};

struct Bound {
    keyword: &'static str,
    /// As it is written.
    limit: String,
    code: Code,
    /// Given how the number compares with the limit.
    is_satisfied: fn(Ordering) -> bool,
}

/// Compiles a keyword whose value is a number that bounds a number.
pub(super) fn compile(
    context: &Context<'_, '_>,
    value: Value<'_>,
    code: Code,
    is_satisfied: fn(Ordering) -> bool,
) -> Compiled {
    let limit = value.number_text().ok_or_else(|| context.error("must be a number"))?;
    Ok(Some(Box::new(Bound {
        keyword: context.keyword(),
        limit: limit.to_owned(),
        code,
        is_satisfied,
    })))
}

impl Keyword for Bound {
    fn check<'v>(&self, value: Value<'v>, checker: &mut Checker<'_, 'v>) -> bool {
        match value.as_number().map(|number| number.compare(Decimal::parse(&self.limit))) {
            Some(ordering) if !(self.is_satisfied)(ordering) => {
                checker.report(self.code, self.keyword)
            }
            _ => true,
        }
    }
}
