//! `type` (validation, section 6.25).

use super::{Checker, Compiled, Context, Keyword};
use crate::issue::Code;
use crate::json::{Kind, Value};

struct Type {
    accepts: Vec<TypeName>,
    code: Code,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum TypeName {
    Kind(Kind),
    /// A number without fraction, however it is written.
    Integer,
}

fn type_name(value: Value<'_>) -> Option<(TypeName, Code)> {
    Some(match value.as_str()? {
        "null" => (TypeName::Kind(Kind::Null), Code::NullExpected),
        "boolean" => (TypeName::Kind(Kind::Boolean), Code::BooleanExpected),
        "number" => (TypeName::Kind(Kind::Number), Code::NumberExpected),
        "integer" => (TypeName::Integer, Code::IntegerExpected),
        "string" => (TypeName::Kind(Kind::String), Code::StringExpected),
        "array" => (TypeName::Kind(Kind::Array), Code::ArrayExpected),
        "object" => (TypeName::Kind(Kind::Object), Code::ObjectExpected),
        _ => return None,
    })
}

pub(super) fn compile(context: &mut Context<'_, '_>, value: Value<'_>) -> Compiled {
    let invalid =
        || context.error("must be one of draft-06's type names, or a list of different ones");
    if let Some((name, code)) = type_name(value) {
        return Ok(Some(Box::new(Type { accepts: vec![name], code })));
    }
    let mut accepts = Vec::new();
    for element in value.elements().ok_or_else(invalid)? {
        let (name, _) = type_name(element).ok_or_else(invalid)?;
        if accepts.contains(&name) {
            return Err(invalid());
        }
        accepts.push(name);
    }
    if accepts.is_empty() {
        return Err(invalid());
    }
    Ok(Some(Box::new(Type { accepts, code: Code::NoTypeValidates })))
}

impl Keyword for Type {
    fn check<'v>(&self, value: Value<'v>, checker: &mut Checker<'_, 'v>) -> bool {
        let is_accepted = self.accepts.iter().any(|name| match name {
            TypeName::Kind(kind) => value.kind() == *kind,
            TypeName::Integer => value.as_number().is_some_and(|number| number.is_integer()),
        });
        is_accepted || checker.report(self.code, "type")
    }
}
