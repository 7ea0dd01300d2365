//! `uniqueItems` (validation, section 6.13).

use super::{Checker, Compiled, Context, Keyword};
use crate::issue::Code;
use crate::json::{Value, canonical, first_repeated};

struct UniqueItems;

pub(super) fn compile(context: &mut Context<'_, '_>, value: Value<'_>) -> Compiled {
    let is_wanted = value.as_bool().ok_or_else(|| context.error("must be a boolean"))?;
    Ok(is_wanted.then(|| Box::new(UniqueItems) as Box<dyn Keyword>))
}

impl Keyword for UniqueItems {
    fn check<'v>(&self, value: Value<'v>, checker: &mut Checker<'_, 'v>) -> bool {
        // Equal items share their canonical text; comparing each with each would let a body of
        // 4 MiB cost 10^12 comparisons.
        let items = value.elements().into_iter().flatten();
        let texts: Vec<String> = items.map(canonical).collect();
        first_repeated(texts.iter().map(|text| &**text)).is_none()
            || checker.report(Code::ItemsNotUnique, "uniqueItems")
    }
}
