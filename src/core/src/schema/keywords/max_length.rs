//! `maxLength` (validation, section 6.6).

use super::{Compiled, Context, count};
use crate::issue::Code;
use crate::json::Value;

pub(super) fn compile(context: &mut Context<'_, '_>, value: Value<'_>) -> Compiled {
    count::compile(context, value, Code::StringTooLong, count::characters, u64::le)
}
