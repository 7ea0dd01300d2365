//! `maxProperties` (validation, section 6.15).

use super::{Compiled, Context, count};
use crate::issue::Code;
use crate::json::Value;

pub(super) fn compile(context: &mut Context<'_, '_>, value: Value<'_>) -> Compiled {
    count::compile(context, value, Code::TooManyProperties, count::members, u64::le)
}
