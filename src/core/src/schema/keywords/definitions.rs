//! `definitions` (validation, section 7.1): schemas for others to refer to. They assert nothing
//! here, but are compiled all the same, so that a fault in one is found now and not when the first
//! `$ref` to it is written.

use super::{Compiled, Context};
use crate::json::Value;

pub(super) fn compile<'d>(context: &mut Context<'_, 'd>, value: Value<'d>) -> Compiled {
    context.named(value)?;
    Ok(None)
}
