//! What `maxLength`, `minLength`, `maxItems`, `minItems`, `maxProperties` and `minProperties` share.

use super::{Checker, Compiled, Context, Keyword};
use crate::issue::Code;
use crate::json::Value;

struct Count {
    keyword: &'static str,
    limit: u64,
    code: Code,
    /// The size of a value of the kind that the keyword speaks of.
    measure: fn(Value<'_>) -> Option<usize>,
    is_satisfied: fn(&u64, &u64) -> bool,
}

/// Compiles a keyword whose value is a count that bounds a size.
pub(super) fn compile(
    context: &Context<'_, '_>,
    value: Value<'_>,
    code: Code,
    measure: fn(Value<'_>) -> Option<usize>,
    is_satisfied: fn(&u64, &u64) -> bool,
) -> Compiled {
    let limit = value.as_number().and_then(|number| number.to_count());
    Ok(Some(Box::new(Count {
        keyword: context.keyword(),
        limit: limit.ok_or_else(|| context.error("must be a whole number from 0"))?,
        code,
        measure,
        is_satisfied,
    })))
}

/// The length of a string in characters (validation, section 6.6: as defined by RFC 7159).
pub(super) fn characters(value: Value<'_>) -> Option<usize> {
    Some(value.as_str()?.chars().count())
}

/// The number of elements of an array.
pub(super) fn elements(value: Value<'_>) -> Option<usize> {
    Some(value.elements()?.count())
}

/// The number of members of an object.
pub(super) fn members(value: Value<'_>) -> Option<usize> {
    Some(value.members()?.count())
}

impl Keyword for Count {
    fn check<'v>(&self, value: Value<'v>, checker: &mut Checker<'_, 'v>) -> bool {
        match (self.measure)(value) {
            Some(size) if !(self.is_satisfied)(&(size as u64), &self.limit) => {
                checker.report(self.code, self.keyword)
            }
            _ => true,
        }
    }
}
