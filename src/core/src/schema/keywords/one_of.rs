//! `oneOf` (validation, section 6.28).

use super::{Checker, Compiled, Context, Keyword, SubschemaId};
use crate::issue::Code;
use crate::json::Value;

struct OneOf(Vec<SubschemaId>);

pub(super) fn compile<'d>(context: &mut Context<'_, 'd>, value: Value<'d>) -> Compiled {
    Ok(Some(Box::new(OneOf(context.listed(value)?))))
}

impl Keyword for OneOf {
    fn check<'v>(&self, value: Value<'v>, checker: &mut Checker<'_, 'v>) -> bool {
        let fitting = self.0.iter().filter(|id| checker.is_valid(**id, value)).take(2).count();
        fitting == 1 || checker.report(Code::NotOneOf, "oneOf")
    }

    fn each_in_place(&self, visit: &mut dyn FnMut(SubschemaId)) {
        self.0.iter().copied().for_each(visit);
    }
}
