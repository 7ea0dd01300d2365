//! Classes and escapes: what in a pattern stands for one character.

use std::rc::Rc;

use super::Refusal;
use super::chars::{Class, DIGITS, Property, SPACES, WORD};
use super::syntax::Parser;
use crate::json::concat;

const BACKREFERENCE: &str =
    "backreferences, as `\\1` and `\\k<name>`, cannot be matched in bounded time";

const UNKNOWN_PROPERTY: &str = "a property of characters is not known";

impl Parser<'_> {
    /// Behind a `[`, to its `]`.
    pub(super) fn class(&mut self) -> Result<Class, Refusal> {
        let mut class = Class::default();
        class.is_negated = self.eat("^");
        while !self.eat("]") {
            if self.peek().is_none() {
                break;
            }
            self.count()?;
            let Some(first) = self.member(&mut class)? else {
                continue;
            };
            // A hyphen at the end of a class is itself.
            let is_range = !self.rest.starts_with("-]") && self.eat("-");
            let last = if is_range { self.member(&mut class)? } else { None };
            class.add((first, last.unwrap_or(first)));
        }
        Ok(class)
    }

    /// A character of a class, or a set that is added to it.
    fn member(&mut self, class: &mut Class) -> Result<Option<u32>, Refusal> {
        match self.take() {
            '\\' => self.escape(class),
            character => Ok(Some(character.into())),
        }
    }

    /// Behind a `\`: a character, or a set that is added to the class.
    pub(super) fn escape(&mut self, class: &mut Class) -> Result<Option<u32>, Refusal> {
        let kind = self.take();
        let set = match kind {
            'd' | 'D' => DIGITS,
            's' | 'S' => SPACES,
            'w' | 'W' => WORD,
            'p' | 'P' => {
                self.eat("{");
                let name = self.take_until('}');
                class.add_property(self.property(name)?, kind == 'P');
                return Ok(None);
            }
            '1'..='9' | 'k' => return Err(BACKREFERENCE),
            _ => return Ok(Some(self.character(kind))),
        };
        class.add_set(set, kind.is_ascii_uppercase());
        Ok(None)
    }

    fn property(&mut self, name: &str) -> Result<Rc<Property>, Refusal> {
        if let Some(known) = self.properties.iter().find(|known| *known.name == *name) {
            return Ok(Rc::clone(known));
        }
        let host =
            self.host.compile(&concat(&["\\p{", name, "}"])).map_err(|_| UNKNOWN_PROPERTY)?;
        let property = Rc::new(Property::new(name, host));
        self.properties.push(Rc::clone(&property));
        Ok(property)
    }

    /// Behind a `\` and the first character of an escape that stands for one character.
    fn character(&mut self, kind: char) -> u32 {
        match kind {
            '0' => 0,
            'b' => 0x08,
            't' => 0x09,
            'n' => 0x0a,
            'v' => 0x0b,
            'f' => 0x0c,
            'r' => 0x0d,
            'c' => u32::from(self.take()) % 32,
            'x' => self.number(16, 2),
            'u' if self.eat("{") => {
                let code = self.number(16, usize::MAX);
                self.eat("}");
                code
            }
            'u' => {
                let lead = self.number(16, 4);
                let rest = self.rest;
                if (0xd800..0xdc00).contains(&lead) && self.eat("\\u") {
                    let trail = self.number(16, 4);
                    if (0xdc00..0xe000).contains(&trail) {
                        return 0x10000 + ((lead - 0xd800) << 10) + (trail - 0xdc00);
                    }
                    self.rest = rest;
                }
                lead
            }
            _ => kind.into(),
        }
    }
}
