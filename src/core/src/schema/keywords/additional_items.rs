//! `additionalItems` (validation, section 6.10): the elements behind a tuple.

use super::{Checker, Compiled, Context, Keyword, SubschemaId, items};
use crate::issue::Code;
use crate::json::Value;
use crate::schema::found::Step;

struct AdditionalItems {
    tuple_len: usize,
    /// `None` for `false`.
    schema: Option<SubschemaId>,
}

pub(super) fn compile<'d>(context: &mut Context<'_, 'd>, value: Value<'d>) -> Compiled {
    let schema = context.one(value)?;
    let is_forbidden = value.as_bool() == Some(false);
    Ok(items::tuple_len(context).map(|tuple_len| {
        Box::new(AdditionalItems { tuple_len, schema: (!is_forbidden).then_some(schema) })
            as Box<dyn Keyword>
    }))
}

impl Keyword for AdditionalItems {
    fn check<'v>(&self, value: Value<'v>, checker: &mut Checker<'_, 'v>) -> bool {
        let mut is_valid = true;
        let elements = value.elements().into_iter().flatten().enumerate();
        for (index, element) in elements.skip(self.tuple_len) {
            let step = Step::Index(index);
            is_valid &= match self.schema {
                Some(id) => checker.apply_inside(step, id, element),
                None => checker.report_inside(step, Code::TooManyItemsInTuple, "additionalItems"),
            };
            if !is_valid && !checker.is_reporting() {
                break;
            }
        }
        is_valid
    }
}
