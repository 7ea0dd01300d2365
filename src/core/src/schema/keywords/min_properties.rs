//! `minProperties` (validation, section 6.16).

use super::{Compiled, Context, count};
use crate::issue::Code;
use crate::json::Value;

pub(super) fn compile(context: &mut Context<'_, '_>, value: Value<'_>) -> Compiled {
    count::compile(context, value, Code::TooFewProperties, count::members, u64::ge)
}
