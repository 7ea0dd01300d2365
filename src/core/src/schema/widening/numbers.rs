//! Keywords whose value is a number, and those that come down to one.

use std::cmp::Ordering;

use super::{Comparison, Keywords, NEW, Verdict};
use crate::json::Value;

impl Comparison {
    /// `maxLength` and its like.
    pub(super) fn upper_count(&mut self, old: Option<Value<'_>>, new: Value<'_>) -> Verdict {
        match compare(new, old) {
            None => self.refuse(NEW),
            Some(Ordering::Less) => self.refuse(SMALLER),
            Some(_) => Ok(()),
        }
    }

    /// `minLength` and its like; a least count of nothing asks for nothing.
    pub(super) fn lower_count(&mut self, old: Option<Value<'_>>, new: Value<'_>) -> Verdict {
        match compare(new, old) {
            None if is_zero(new) => Ok(()),
            None => self.refuse(NEW),
            Some(Ordering::Greater) => self.refuse(LARGER),
            Some(_) => Ok(()),
        }
    }

    /// `maximum`, `exclusiveMaximum`, `minimum` and `exclusiveMinimum`: whether the limit is in it or
    /// not may change, too, if the limit goes far enough.
    pub(super) fn bound(&mut self, old: Keywords<'_>, keyword: &str, new: Value<'_>) -> Verdict {
        let (including, excluding, narrowing, reason) = match keyword {
            "maximum" | "exclusiveMaximum" => {
                ("maximum", "exclusiveMaximum", Ordering::Less, SMALLER)
            }
            _ => ("minimum", "exclusiveMinimum", Ordering::Greater, LARGER),
        };
        let by_including = compare(new, old.get(including));
        let by_excluding = compare(new, old.get(excluding));
        let is_wide_enough = |comparison: Option<Ordering>| {
            comparison.is_some_and(|comparison| comparison != narrowing)
        };
        // The old limit itself was allowed, and is one that the new limit excludes.
        let excludes_limit = keyword == excluding && by_including == Some(Ordering::Equal);
        if is_wide_enough(by_excluding) || is_wide_enough(by_including) && !excludes_limit {
            return Ok(());
        }
        match old.get(keyword) {
            Some(_) => self.refuse(reason),
            None => self.refuse(NEW),
        }
    }

    /// `multipleOf`: what divides the old divisor divides all its multiples.
    pub(super) fn multiple_of(&mut self, old: Option<Value<'_>>, new: Value<'_>) -> Verdict {
        let Some(old) = old else {
            return self.refuse(NEW);
        };
        let divisor = new.as_number().and_then(|number| number.to_divisor());
        match (old.as_number(), divisor) {
            (Some(old), Some(divisor)) if old.is_multiple_of(divisor) => Ok(()),
            _ => self.refuse("does not divide what it was"),
        }
    }
}

const SMALLER: &str = "is smaller than before";
const LARGER: &str = "is larger than before";

/// How the new number compares with the old, if there was one.
fn compare(new: Value<'_>, old: Option<Value<'_>>) -> Option<Ordering> {
    Some(new.as_number()?.compare(old?.as_number()?))
}

fn is_zero(value: Value<'_>) -> bool {
    value.as_number().and_then(|number| number.to_count()) == Some(0)
}
