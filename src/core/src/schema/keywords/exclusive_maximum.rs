//! `exclusiveMaximum` (validation, section 6.3).

use std::cmp::Ordering;

use super::{Compiled, Context, bound};
use crate::issue::Code;
use crate::json::Value;

pub(super) fn compile(context: &mut Context<'_, '_>, value: Value<'_>) -> Compiled {
    bound::compile(context, value, Code::NumberTooBig, Ordering::is_lt)
}
