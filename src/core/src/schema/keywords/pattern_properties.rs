//! `patternProperties` (validation, section 6.19); checked by [`properties`].

use super::{Compiled, Context, SubschemaId, properties};
use crate::json::Value;
use crate::schema::Regex;
use crate::schema::error::Fault;

/// Which schemas apply to a member by its name.
pub(super) struct Patterns(Vec<(Regex, SubschemaId)>);

pub(super) fn compile<'d>(context: &mut Context<'_, 'd>, value: Value<'d>) -> Compiled {
    properties::compile_unless(context, value, &["properties"])
}

pub(super) fn patterns(context: &mut Context<'_, '_>) -> Result<Patterns, Fault> {
    let Some(value) = context.sibling("patternProperties") else {
        return Ok(Patterns(Vec::new()));
    };
    let mut context = context.for_keyword("patternProperties");
    let mut patterns = Vec::new();
    for (pattern, id) in context.named(value)? {
        patterns.push((context.regex(pattern)?, id));
    }
    Ok(Patterns(patterns))
}

impl Patterns {
    /// Each pattern with its schema.
    pub(super) fn iter(&self) -> impl Iterator<Item = &(Regex, SubschemaId)> {
        self.0.iter()
    }
}
