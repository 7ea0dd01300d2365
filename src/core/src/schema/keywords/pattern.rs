//! `pattern` (validation, section 6.8).

use super::{Checker, Compiled, Context, Keyword};
use crate::issue::Code;
use crate::json::Value;
use crate::schema::Regex;

struct Pattern(Regex);

pub(super) fn compile(context: &mut Context<'_, '_>, value: Value<'_>) -> Compiled {
    let pattern = value.as_str().ok_or_else(|| context.error("must be a string"))?;
    Ok(Some(Box::new(Pattern(context.regex(pattern)?))))
}

impl Keyword for Pattern {
    fn check<'v>(&self, value: Value<'v>, checker: &mut Checker<'_, 'v>) -> bool {
        match value.as_str() {
            Some(text) if !checker.is_match(&self.0, text) => {
                checker.report(Code::PatternMismatch, "pattern")
            }
            _ => true,
        }
    }
}
