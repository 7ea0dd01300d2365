//! `items` (validation, section 6.9), and the division of an array that it shares with
//! `additionalItems`: a tuple's leading elements, and the rest.

use super::{Checker, Compiled, Context, Keyword, SubschemaId};
use crate::json::Value;
use crate::schema::found::Step;

enum Items {
    /// One schema for every element.
    Every(SubschemaId),
    /// A schema for each leading element.
    Leading(Vec<SubschemaId>),
}

pub(super) fn compile<'d>(context: &mut Context<'_, 'd>, value: Value<'d>) -> Compiled {
    Ok(Some(Box::new(match value.elements() {
        Some(_) => Items::Leading(context.listed(value)?),
        None => Items::Every(context.one(value)?),
    })))
}

/// How many elements `items` takes care of when it is a tuple; `None` when it takes care of all.
pub(super) fn tuple_len(context: &Context<'_, '_>) -> Option<usize> {
    Some(context.sibling("items")?.elements()?.count())
}

impl Keyword for Items {
    fn check<'v>(&self, value: Value<'v>, checker: &mut Checker<'_, 'v>) -> bool {
        let mut is_valid = true;
        for (index, element) in value.elements().into_iter().flatten().enumerate() {
            let id = match self {
                Self::Every(id) => *id,
                Self::Leading(ids) => match ids.get(index) {
                    Some(id) => *id,
                    None => break,
                },
            };
            is_valid &= checker.apply_inside(Step::Index(index), id, element);
            if !is_valid && !checker.is_reporting() {
                break;
            }
        }
        is_valid
    }
}
