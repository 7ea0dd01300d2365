//! `contains` (validation, section 6.14).

use super::{Checker, Compiled, Context, Keyword, SubschemaId};
use crate::issue::Code;
use crate::json::Value;

struct Contains(SubschemaId);

pub(super) fn compile<'d>(context: &mut Context<'_, 'd>, value: Value<'d>) -> Compiled {
    Ok(Some(Box::new(Contains(context.one(value)?))))
}

impl Keyword for Contains {
    fn check<'v>(&self, value: Value<'v>, checker: &mut Checker<'_, 'v>) -> bool {
        match value.elements() {
            Some(mut elements) => {
                elements.any(|element| checker.is_valid(self.0, element))
                    || checker.report(Code::NoItemContained, "contains")
            }
            None => true,
        }
    }
}
