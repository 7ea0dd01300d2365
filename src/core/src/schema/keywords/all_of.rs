//! `allOf` (validation, section 6.26). The faults reported are those of its schemas.

use super::{Checker, Compiled, Context, Keyword, SubschemaId};
use crate::json::Value;

struct AllOf(Vec<SubschemaId>);

pub(super) fn compile<'d>(context: &mut Context<'_, 'd>, value: Value<'d>) -> Compiled {
    Ok(Some(Box::new(AllOf(context.listed(value)?))))
}

impl Keyword for AllOf {
    fn check<'v>(&self, value: Value<'v>, checker: &mut Checker<'_, 'v>) -> bool {
        let mut is_valid = true;
        for id in &self.0 {
            is_valid &= checker.apply(*id, value);
            if !is_valid && !checker.is_reporting() {
                break;
            }
        }
        is_valid
    }

    fn each_in_place(&self, visit: &mut dyn FnMut(SubschemaId)) {
        self.0.iter().copied().for_each(visit);
    }
}
