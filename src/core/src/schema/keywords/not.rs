//! `not` (validation, section 6.29).

use super::{Checker, Compiled, Context, Keyword, SubschemaId};
use crate::issue::Code;
use crate::json::Value;

struct Not(SubschemaId);

pub(super) fn compile<'d>(context: &mut Context<'_, 'd>, value: Value<'d>) -> Compiled {
    Ok(Some(Box::new(Not(context.one(value)?))))
}

impl Keyword for Not {
    fn check<'v>(&self, value: Value<'v>, checker: &mut Checker<'_, 'v>) -> bool {
        !checker.is_valid(self.0, value) || checker.report(Code::ExcludedSchemaValidates, "not")
    }

    fn each_in_place(&self, visit: &mut dyn FnMut(SubschemaId)) {
        visit(self.0);
    }
}
