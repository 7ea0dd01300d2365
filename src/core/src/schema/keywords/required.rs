//! `required` (validation, section 6.17).

use super::{Checker, Compiled, Context, Keyword};
use crate::issue::Code;
use crate::json::Value;
use crate::schema::found::Step;

struct Required(Vec<Box<str>>);

pub(super) fn compile<'d>(context: &mut Context<'_, 'd>, value: Value<'d>) -> Compiled {
    Ok(Some(Box::new(Required(context.names(value)?))))
}

impl Keyword for Required {
    fn check<'v>(&self, value: Value<'v>, checker: &mut Checker<'_, 'v>) -> bool {
        let Some(members) = value.members() else {
            return true;
        };
        if !checker.may_compare(self.0.len().saturating_mul(members.clone().count())) {
            return false;
        }
        let mut is_valid = true;
        for name in &self.0 {
            if !members.clone().any(|(member, _)| member == &**name) {
                is_valid =
                    checker.report_inside(Step::Name(name), Code::PropertyRequired, "required");
            }
        }
        is_valid
    }
}
