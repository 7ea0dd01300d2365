//! What `maximum`, `exclusiveMaximum`, `minimum` and `exclusiveMinimum` share.

use std::cmp::Ordering;

use super::{Checker, Compiled, Context, Keyword};
use crate::issue::Code;
use crate::json::{Decimal, Document, Value};

struct Bound {
    keyword: &'static str,
    limit: Document<'static>,
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
    value.as_number().ok_or_else(|| context.error("must be a number"))?;
    Ok(Some(Box::new(Bound {
        keyword: context.keyword(),
        limit: value.to_document(),
        code,
        is_satisfied,
    })))
}

impl Keyword for Bound {
    fn check<'v>(&self, value: Value<'v>, checker: &mut Checker<'_, 'v>) -> bool {
        let compare = |number: Decimal<'_>| Some(number.compare(self.limit.root().as_number()?));
        match value.as_number().and_then(compare) {
            Some(ordering) if !(self.is_satisfied)(ordering) => {
                checker.report(self.code, self.keyword)
            }
            _ => true,
        }
    }
}
