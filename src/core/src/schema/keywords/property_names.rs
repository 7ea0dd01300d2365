//! `propertyNames` (validation, section 6.22).

use super::{Checker, Compiled, Context, Keyword, SubschemaId};
use crate::issue::Code;
use crate::json::Value;
use crate::schema::found::Step;

struct PropertyNames(SubschemaId);

pub(super) fn compile<'d>(context: &mut Context<'_, 'd>, value: Value<'d>) -> Compiled {
    Ok(Some(Box::new(PropertyNames(context.one(value)?))))
}

impl Keyword for PropertyNames {
    fn check<'v>(&self, value: Value<'v>, checker: &mut Checker<'_, 'v>) -> bool {
        let mut is_valid = true;
        for name in value.names() {
            if !checker.is_valid(self.0, name) {
                let step = Step::Name(name.as_str().unwrap_or_default());
                is_valid = checker.report_inside(step, Code::PropertyNameNotValid, "propertyNames");
                if !checker.is_reporting() {
                    break;
                }
            }
        }
        is_valid
    }
}
