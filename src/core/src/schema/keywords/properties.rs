//! `properties` (validation, section 6.18), and the division of an object that it shares with
//! `patternProperties` and `additionalProperties`.
//!
//! The three are checked in one pass over the members, so that faults come in the order of the
//! object; the first of them that a schema has compiles them all.

use super::{
    Checker, Compiled, Context, Keyword, SubschemaId, additional_properties, pattern_properties,
};
use crate::json::{Value, sort_names};
use crate::schema::found::Step;

struct Properties {
    /// Sorted by name.
    named: Vec<(Box<str>, SubschemaId)>,
    patterns: pattern_properties::Patterns,
    additional: additional_properties::Additional,
}

pub(super) fn compile<'d>(context: &mut Context<'_, 'd>, _: Value<'d>) -> Compiled {
    let named = match context.sibling("properties") {
        Some(properties) => context.for_keyword("properties").named(properties)?,
        None => Vec::new(),
    };
    let mut named: Vec<_> = named.into_iter().map(|(name, id)| (name, id.0)).collect();
    sort_names(&mut named);
    let named = named.into_iter().map(|(name, id)| (Box::from(name), SubschemaId(id))).collect();
    Ok(Some(Box::new(Properties {
        named,
        patterns: pattern_properties::patterns(context)?,
        additional: additional_properties::additional(context)?,
    })))
}

/// Compiles all three unless one of `earlier` is there, which then did.
pub(super) fn compile_unless<'d>(
    context: &mut Context<'_, 'd>,
    value: Value<'d>,
    earlier: &[&str],
) -> Compiled {
    match earlier.iter().any(|keyword| context.sibling(keyword).is_some()) {
        true => Ok(None),
        false => compile(context, value),
    }
}

impl Keyword for Properties {
    fn check<'v>(&self, value: Value<'v>, checker: &mut Checker<'_, 'v>) -> bool {
        let mut is_valid = true;
        for (name, member) in value.members().into_iter().flatten() {
            let step = Step::Name(name);
            let mut is_named = false;
            if let Ok(index) = self.named.binary_search_by(|(known, _)| (**known).cmp(name))
                && let Some((_, id)) = self.named.get(index)
            {
                is_named = true;
                is_valid &= checker.apply_inside(step, *id, member);
            }
            for (pattern, id) in self.patterns.iter() {
                if checker.is_match(pattern, name) {
                    is_named = true;
                    is_valid &= checker.apply_inside(step, *id, member);
                }
            }
            if !is_named {
                is_valid &= self.additional.check(step, member, checker);
            }
            if !is_valid && !checker.is_reporting() {
                break;
            }
        }
        is_valid
    }
}
