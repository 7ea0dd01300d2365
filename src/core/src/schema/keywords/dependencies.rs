//! `dependencies` (validation, section 6.21): what the presence of a member demands.

use super::{Checker, Compiled, Context, Keyword, SubschemaId};
use crate::issue::Code;
use crate::json::{Value, pointer_segment};
use crate::schema::found::Step;

struct Dependencies(Vec<(Box<str>, Demand)>);

enum Demand {
    /// Other members.
    Names(Vec<Box<str>>),
    /// Something of the object.
    Schema(SubschemaId),
}

pub(super) fn compile<'d>(context: &mut Context<'_, 'd>, value: Value<'d>) -> Compiled {
    let mut dependencies = Vec::new();
    for (name, demand) in context.members(value)? {
        let demand = match demand.elements() {
            Some(_) => Demand::Names(context.names(demand)?),
            None => Demand::Schema(context.below(&pointer_segment(name), demand)?),
        };
        dependencies.push((Box::from(name), demand));
    }
    Ok(Some(Box::new(Dependencies(dependencies))))
}

impl Dependencies {
    /// How many names there are to look for.
    fn names(&self) -> usize {
        let demanded = self.0.iter().map(|(_, demand)| match demand {
            Demand::Names(names) => names.len(),
            Demand::Schema(_) => 0,
        });
        self.0.len() + demanded.sum::<usize>()
    }
}

impl Keyword for Dependencies {
    fn check<'v>(&self, value: Value<'v>, checker: &mut Checker<'_, 'v>) -> bool {
        let Some(members) = value.members() else {
            return true;
        };
        if !checker.may_compare(self.names().saturating_mul(members.count())) {
            return false;
        }
        let mut is_valid = true;
        for (name, demand) in &self.0 {
            if value.get(name).is_none() {
                continue;
            }
            match demand {
                Demand::Schema(id) => is_valid &= checker.apply(*id, value),
                Demand::Names(names) => {
                    for name in names.iter().filter(|name| value.get(name).is_none()) {
                        let step = Step::Name(name);
                        is_valid =
                            checker.report_inside(step, Code::DependencyRequired, "dependencies");
                    }
                }
            }
        }
        is_valid
    }

    fn each_in_place(&self, visit: &mut dyn FnMut(SubschemaId)) {
        for (_, demand) in &self.0 {
            if let Demand::Schema(id) = demand {
                visit(*id);
            }
        }
    }
}
