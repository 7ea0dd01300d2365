//! From a pattern to a tree.
//!
//! The host has said that the pattern is one, so nothing is checked here but what we do not match.
//! Of a pattern that is none, the tree is of no use, but it ends.

use std::rc::Rc;

use super::chars::{Class, LINE_ENDS, Property};
use super::{MAX_STATES, Refusal, RegexEngine, TOO_LARGE};

/// Groups in one another, lookarounds included: it bounds recursion, here and in all that walks the
/// tree. People stop at ten.
pub const MAX_GROUP_DEPTH: usize = 64;

const TOO_DEEP: &str = "more than 64 groups are in one another";
const NO_ATOM: &str = "a quantifier does not follow what can be repeated";
const UNKNOWN_GROUP: &str = "modifiers, as in `(?i:a)`, are not supported";

/// What a pattern is made of. Groups leave no trace: nobody asks what they matched.
pub(super) enum Node {
    /// A code point; half a surrogate pair is in no text.
    Char(u32),
    /// By its index in [`Pattern::classes`].
    Class(u32),
    Edge(Edge),
    /// By its index in [`Pattern::looks`].
    Look {
        index: u32,
        is_negative: bool,
    },
    /// The empty sequence matches the empty text; nothing else in a tree matches that alone.
    Sequence(Vec<Node>),
    Choice(Vec<Node>),
    /// The body is not the empty sequence.
    Repeat {
        body: Box<Node>,
        min: u32,
        max: Option<u32>,
    },
}

const EMPTY: Node = Node::Sequence(Vec::new());

/// What stands between characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    /// `^`
    Start,
    /// `$`
    End,
    /// `\b`
    Word,
    /// `\B`
    NoWord,
}

/// What a lookaround looks for, and where.
pub(super) struct Look {
    pub(super) node: Node,
    pub(super) is_behind: bool,
}

pub(super) struct Pattern {
    pub(super) classes: Vec<Class>,
    /// Those inside others come first; the last is the pattern itself: whether it matches is whether a
    /// lookbehind finds it anywhere.
    pub(super) looks: Vec<Look>,
}

pub(super) fn parse(pattern: &str, host: &dyn RegexEngine) -> Result<Pattern, Refusal> {
    let (classes, looks, properties) = Default::default();
    let mut parser = Parser { rest: pattern, host, classes, looks, properties, parts: 0, depth: 0 };
    let node = parser.choice()?;
    parser.looks.push(Look { node, is_behind: true });
    Ok(Pattern { classes: parser.classes, looks: parser.looks })
}

pub(super) struct Parser<'p> {
    pub(super) rest: &'p str,
    pub(super) host: &'p dyn RegexEngine,
    classes: Vec<Class>,
    looks: Vec<Look>,
    /// Those met so far: the host is to know each once only.
    pub(super) properties: Vec<Rc<Property>>,
    /// How many nodes and members of classes there are.
    parts: usize,
    depth: usize,
}

impl<'p> Parser<'p> {
    pub(super) fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    /// The next character; of a pattern that is one, there is one wherever this is called.
    pub(super) fn take(&mut self) -> char {
        let mut chars = self.rest.chars();
        let character = chars.next().unwrap_or_default();
        self.rest = chars.as_str();
        character
    }

    // Called from many places, and inlined it would be a kilobyte of a download.
    #[inline(never)]
    pub(super) fn eat(&mut self, token: &str) -> bool {
        let rest = self.rest.strip_prefix(token);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// All before the end, which is skipped.
    pub(super) fn take_until(&mut self, end: char) -> &'p str {
        let start = self.rest;
        let mut len = 0;
        while !self.rest.is_empty() && self.peek() != Some(end) {
            len += self.take().len_utf8();
        }
        self.take();
        start.get(..len).unwrap_or_default()
    }

    /// At most so many digits, as a number; the largest one, if it is larger.
    pub(super) fn number(&mut self, radix: u32, max_digits: usize) -> u32 {
        let mut number: u32 = 0;
        for _ in 0..max_digits {
            let Some(digit) = self.peek().and_then(|digit| digit.to_digit(radix)) else {
                break;
            };
            number = number.saturating_mul(radix).saturating_add(digit);
            self.take();
        }
        number
    }

    /// Counts something that takes memory, so that the tree is no larger than a program may be.
    pub(super) fn count(&mut self) -> Result<(), Refusal> {
        self.parts += 1;
        if self.parts > MAX_STATES { Err(TOO_LARGE) } else { Ok(()) }
    }

    fn choice(&mut self) -> Result<Node, Refusal> {
        let (mut choices, mut sequence) = (Vec::new(), Vec::new());
        loop {
            match self.peek() {
                None | Some(')') => break,
                Some('|') => {
                    self.take();
                    self.count()?;
                    choices.push(in_sequence(std::mem::take(&mut sequence)));
                }
                Some(_) => {
                    self.count()?;
                    match self.term()? {
                        Node::Sequence(nodes) if nodes.is_empty() => {}
                        node => sequence.push(node),
                    }
                }
            }
        }
        let last = in_sequence(sequence);
        if choices.is_empty() {
            return Ok(last);
        }
        choices.push(last);
        Ok(Node::Choice(choices))
    }

    fn term(&mut self) -> Result<Node, Refusal> {
        let atom = match self.take() {
            '^' => return Ok(Node::Edge(Edge::Start)),
            '$' => return Ok(Node::Edge(Edge::End)),
            '(' if self.eat("?=") => return self.look(false, false),
            '(' if self.eat("?!") => return self.look(false, true),
            '(' if self.eat("?<=") => return self.look(true, false),
            '(' if self.eat("?<!") => return self.look(true, true),
            '(' => {
                if self.eat("?<") {
                    self.take_until('>');
                } else if self.eat("?") && !self.eat(":") {
                    return Err(UNKNOWN_GROUP);
                }
                self.group()?
            }
            '.' => {
                let mut class = Class::default();
                class.add_set(LINE_ENDS, true);
                self.set(class)
            }
            '[' => {
                let class = self.class()?;
                self.set(class)
            }
            '\\' if self.eat("b") => return Ok(Node::Edge(Edge::Word)),
            '\\' if self.eat("B") => return Ok(Node::Edge(Edge::NoWord)),
            '\\' => {
                let mut class = Class::default();
                match self.escape(&mut class)? {
                    Some(code) => Node::Char(code),
                    None => self.set(class),
                }
            }
            // Some hosts take a quantifier behind what is no atom.
            '*' | '+' | '?' | '{' | '}' | ']' => return Err(NO_ATOM),
            character => Node::Char(character.into()),
        };
        Ok(self.quantified(atom))
    }

    /// The rest of a group.
    fn group(&mut self) -> Result<Node, Refusal> {
        if self.depth == MAX_GROUP_DEPTH {
            return Err(TOO_DEEP);
        }
        self.depth += 1;
        let node = self.choice()?;
        self.depth -= 1;
        self.eat(")");
        Ok(node)
    }

    /// The rest of a lookaround.
    fn look(&mut self, is_behind: bool, is_negative: bool) -> Result<Node, Refusal> {
        let node = self.group()?;
        let index = self.looks.len() as u32;
        self.looks.push(Look { node, is_behind });
        Ok(Node::Look { index, is_negative })
    }

    /// The atom with the quantifier behind it. Whether that is lazy changes nothing.
    fn quantified(&mut self, atom: Node) -> Node {
        let (mut min, mut max) = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?' | '{') => (0, Some(1)),
            _ => return atom,
        };
        if self.take() == '{' {
            min = self.number(10, usize::MAX);
            max = Some(min);
            if self.eat(",") {
                let is_open = self.peek() == Some('}');
                max = (!is_open).then(|| self.number(10, usize::MAX));
            }
            self.eat("}");
        }
        self.eat("?");
        match &atom {
            Node::Sequence(nodes) if nodes.is_empty() => atom,
            _ if max == Some(0) => EMPTY,
            _ => Node::Repeat { body: Box::new(atom), min, max },
        }
    }

    fn set(&mut self, class: Class) -> Node {
        self.classes.push(class);
        Node::Class(self.classes.len() as u32 - 1)
    }
}

/// Nodes one behind another; one alone is itself.
fn in_sequence(mut nodes: Vec<Node>) -> Node {
    match nodes.len() {
        1 => nodes.pop().unwrap_or(EMPTY),
        _ => Node::Sequence(nodes),
    }
}
