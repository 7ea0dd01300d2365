//! `additionalProperties` (validation, section 6.20); checked by [`properties`].

use super::{Checker, Compiled, Context, SubschemaId, properties};
use crate::issue::Code;
use crate::json::Value;
use crate::schema::error::Fault;
use crate::schema::found::Step;

/// What is demanded of a member that neither a name nor a pattern speaks of.
pub(super) enum Additional {
    Allowed,
    Forbidden,
    Schema(SubschemaId),
}

pub(super) fn compile<'d>(context: &mut Context<'_, 'd>, value: Value<'d>) -> Compiled {
    properties::compile_unless(context, value, &["properties", "patternProperties"])
}

pub(super) fn additional(context: &mut Context<'_, '_>) -> Result<Additional, Fault> {
    let Some(value) = context.sibling("additionalProperties") else {
        return Ok(Additional::Allowed);
    };
    match value.as_bool() {
        Some(true) => Ok(Additional::Allowed),
        Some(false) => Ok(Additional::Forbidden),
        None => Ok(Additional::Schema(context.for_keyword("additionalProperties").one(value)?)),
    }
}

impl Additional {
    pub(super) fn check<'v>(
        &self,
        step: Step<'v>,
        value: Value<'v>,
        checker: &mut Checker<'_, 'v>,
    ) -> bool {
        match self {
            Self::Allowed => true,
            Self::Forbidden => checker.report_inside(
                step,
                Code::NoAdditionalPropertiesAllowed,
                "additionalProperties",
            ),
            Self::Schema(id) => checker.apply_inside(step, *id, value),
        }
    }
}
