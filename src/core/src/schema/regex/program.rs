//! From a tree to states.

use super::syntax::{Edge, Node};
use super::{Refusal, TOO_LARGE};

/// One state. Where it goes is the next one, if nothing else is said.
#[derive(Debug, Clone, Copy)]
pub(super) enum State {
    /// Takes this code point.
    Char(u32),
    /// Takes what is in the class of this index.
    Class(u32),
    /// Passes where this holds.
    Edge(Edge),
    /// Passes where the lookaround of this index has found something, or nothing.
    Look { index: u32, is_negative: bool },
    /// Goes on with the next state, and with this one.
    Split(u32),
    /// Goes on with this state.
    Jump(u32),
    /// The end of the pattern.
    Match,
}

/// What walks over a text, forwards or backwards.
pub(super) struct Program {
    pub(super) states: Vec<State>,
    pub(super) is_backwards: bool,
    /// Whether a match starts where the text does (backwards: where it ends), or nowhere.
    pub(super) is_pinned: bool,
}

impl Program {
    /// Takes what it needs from `states_left`.
    pub(super) fn compile(
        node: &Node,
        is_backwards: bool,
        states_left: &mut usize,
    ) -> Result<Self, Refusal> {
        let mut compiler = Compiler { states: Vec::new(), is_backwards, states_left };
        compiler.node(node)?;
        compiler.push(State::Match)?;
        let first = if is_backwards { Edge::End } else { Edge::Start };
        Ok(Self { states: compiler.states, is_backwards, is_pinned: is_pinned(node, first) })
    }
}

/// Whether no match gets around this edge.
fn is_pinned(node: &Node, edge: Edge) -> bool {
    match node {
        Node::Edge(this) => *this == edge,
        Node::Sequence(nodes) => nodes.iter().any(|node| is_pinned(node, edge)),
        Node::Choice(nodes) => nodes.iter().all(|node| is_pinned(node, edge)),
        Node::Repeat { body, min, .. } => *min > 0 && is_pinned(body, edge),
        Node::Char(_) | Node::Class(_) | Node::Look { .. } => false,
    }
}

struct Compiler<'l> {
    states: Vec<State>,
    is_backwards: bool,
    states_left: &'l mut usize,
}

impl Compiler<'_> {
    /// Adds a state, and gives its index.
    fn push(&mut self, state: State) -> Result<usize, Refusal> {
        match self.states_left.checked_sub(1) {
            Some(left) => *self.states_left = left,
            None => return Err(TOO_LARGE),
        }
        self.states.push(state);
        Ok(self.states.len() - 1)
    }

    /// The index of the state that will be added next.
    fn here(&self) -> u32 {
        // No more than `MAX_STATES`, which bounds it far below.
        self.states.len() as u32
    }

    /// Lets a split or jump lead here.
    fn lead_here(&mut self, from: usize) {
        let here = self.here();
        if let Some(State::Split(to) | State::Jump(to)) = self.states.get_mut(from) {
            *to = here;
        }
    }

    fn node(&mut self, node: &Node) -> Result<(), Refusal> {
        match node {
            Node::Char(code) => self.push(State::Char(*code)).map(drop),
            Node::Class(index) => self.push(State::Class(*index)).map(drop),
            Node::Edge(edge) => self.push(State::Edge(*edge)).map(drop),
            Node::Look { index, is_negative } => {
                self.push(State::Look { index: *index, is_negative: *is_negative }).map(drop)
            }
            Node::Sequence(nodes) => {
                for n in 0..nodes.len() {
                    let place = if self.is_backwards { nodes.len() - 1 - n } else { n };
                    if let Some(node) = nodes.get(place) {
                        self.node(node)?;
                    }
                }
                Ok(())
            }
            Node::Choice(nodes) => self.choice(nodes),
            Node::Repeat { body, min, max } => self.repeat(body, *min, *max),
        }
    }

    fn choice(&mut self, nodes: &[Node]) -> Result<(), Refusal> {
        let Some((last, others)) = nodes.split_last() else {
            return Ok(());
        };
        let mut jumps = Vec::new();
        for node in others {
            let split = self.push(State::Split(0))?;
            self.node(node)?;
            jumps.push(self.push(State::Jump(0))?);
            self.lead_here(split);
        }
        self.node(last)?;
        jumps.into_iter().for_each(|jump| self.lead_here(jump));
        Ok(())
    }

    /// `a{2,4}` is `aa(a(a)?)?`, `a{2,}` is `aa+`, `a*` is `(a+)?`. Each body takes a state at least,
    /// so this ends however large the numbers are.
    fn repeat(&mut self, body: &Node, min: u32, max: Option<u32>) -> Result<(), Refusal> {
        let mut splits = Vec::new();
        let copies = max.unwrap_or(min.max(1));
        for n in 0..copies {
            if n >= min {
                splits.push(self.push(State::Split(0))?);
            }
            let start = self.here();
            self.node(body)?;
            if max.is_none() && n == copies - 1 {
                self.push(State::Split(start))?;
            }
        }
        splits.into_iter().for_each(|split| self.lead_here(split));
        Ok(())
    }
}
