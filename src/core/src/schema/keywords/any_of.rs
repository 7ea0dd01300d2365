//! `anyOf` (validation, section 6.27). One fault says that none fits; why each does not, is no
//! help to whoever meant one of them.

use super::{Checker, Compiled, Context, Keyword, SubschemaId};
use crate::issue::Code;
use crate::json::Value;

struct AnyOf(Vec<SubschemaId>);

pub(super) fn compile<'d>(context: &mut Context<'_, 'd>, value: Value<'d>) -> Compiled {
    Ok(Some(Box::new(AnyOf(context.listed(value)?))))
}

impl Keyword for AnyOf {
    fn check<'v>(&self, value: Value<'v>, checker: &mut Checker<'_, 'v>) -> bool {
        self.0.iter().any(|id| checker.is_valid(*id, value))
            || checker.report(Code::NotAnyOf, "anyOf")
    }

    fn each_in_place(&self, visit: &mut dyn FnMut(SubschemaId)) {
        self.0.iter().copied().for_each(visit);
    }
}
