//! Programs over texts: all ways through a program at once, one character after another.

use super::chars::{Class, is_word};
use super::program::{Program, State};
use super::syntax::Edge;

/// For how many states of a program it counts as a step to prepare for a text.
const STATES_PREPARED_IN_A_STEP: usize = 16;

/// A match of one pattern and one text.
struct Run<'r> {
    classes: &'r [Class],
    text: &'r str,
    /// Where each lookaround has found something, as far as they are done.
    found: Vec<Positions>,
    steps_left: usize,
}

/// A set of places between characters: 0 is before the first.
struct Positions(Vec<u32>);

impl Positions {
    fn new(count: usize) -> Self {
        Self(vec![0; count / 32 + 1])
    }

    fn add(&mut self, position: usize) {
        if let Some(bits) = self.0.get_mut(position / 32) {
            *bits |= 1 << (position % 32);
        }
    }

    fn has(&self, position: usize) -> bool {
        self.0.get(position / 32).is_some_and(|bits| bits >> (position % 32) & 1 == 1)
    }
}

/// Whether the last program matches anywhere in the text, see
/// [`Regex::is_match`](super::Regex::is_match). Before it come the lookarounds, those inside others
/// first.
pub(super) fn is_match(
    programs: &[Program],
    classes: &[Class],
    text: &str,
    steps_left: &mut usize,
) -> Option<bool> {
    let (last, looks) = programs.split_last()?;
    let mut run = Run { classes, text, found: Vec::new(), steps_left: std::mem::take(steps_left) };
    let len = if looks.is_empty() { 0 } else { text.chars().count() };
    for look in looks {
        let mut found = Positions::new(len);
        run.walk(look, if look.is_backwards { len } else { 0 }, Some(&mut found))?;
        run.found.push(found);
    }
    let is_match = run.walk(last, 0, None)?;
    *steps_left = run.steps_left;
    Some(is_match)
}

impl Run<'_> {
    /// Walks over the text from its end that is at `position`. Collects where there are ends of matches,
    /// or else tells whether there is one. `None` when there are no steps left.
    fn walk(
        &mut self,
        program: &Program,
        mut position: usize,
        mut found: Option<&mut Positions>,
    ) -> Option<bool> {
        let states = &*program.states;
        let prepared = states.len() / STATES_PREPARED_IN_A_STEP;
        let mut steps_left = self.steps_left.checked_sub(prepared)?;
        // The round in which each state was visited last.
        let mut visited = vec![0; states.len()];
        // Where to go on in this round, and in the next.
        let (mut now, mut next) = (Vec::new(), Vec::new());
        let mut chars = self.text.chars();
        let mut before = None;
        let mut is_match = false;
        for round in 1_usize.. {
            let character = if program.is_backwards { chars.next_back() } else { chars.next() };
            if round == 1 || !program.is_pinned {
                now.push(0);
            } else if now.is_empty() {
                break;
            }
            is_match = false;
            steps_left = steps_left.checked_sub(1)?;
            while let Some(mut index) = now.pop() {
                while let (Some(state), Some(last)) = (states.get(index), visited.get_mut(index)) {
                    if *last == round {
                        break;
                    }
                    *last = round;
                    steps_left = steps_left.checked_sub(1)?;
                    let passes = match *state {
                        State::Char(code) => {
                            if character.is_some_and(|character| u32::from(character) == code) {
                                next.push(index + 1);
                            }
                            false
                        }
                        State::Class(class) => {
                            let class = self.classes.get(class as usize);
                            if let (Some(class), Some(character)) = (class, character) {
                                steps_left = steps_left.checked_sub(class.steps(character))?;
                                if class.contains(character) {
                                    next.push(index + 1);
                                }
                            }
                            false
                        }
                        // Backwards, what was before is behind.
                        State::Edge(Edge::Start) if program.is_backwards => character.is_none(),
                        State::Edge(Edge::End) if program.is_backwards => before.is_none(),
                        State::Edge(Edge::Start) => before.is_none(),
                        State::Edge(Edge::End) => character.is_none(),
                        State::Edge(Edge::Word) => is_word_edge(before, character),
                        State::Edge(Edge::NoWord) => !is_word_edge(before, character),
                        State::Look { index, is_negative } => {
                            let found = self.found.get(index as usize);
                            found.is_some_and(|found| found.has(position)) != is_negative
                        }
                        State::Split(other) => {
                            now.push(other as usize);
                            true
                        }
                        State::Jump(to) => {
                            index = to as usize;
                            continue;
                        }
                        State::Match => {
                            is_match = true;
                            false
                        }
                    };
                    if !passes {
                        break;
                    }
                    index += 1;
                }
            }
            match &mut found {
                Some(found) if is_match => found.add(position),
                None if is_match => break,
                _ => {}
            }
            if character.is_none() {
                break;
            }
            before = character;
            position = if program.is_backwards { position - 1 } else { position + 1 };
            std::mem::swap(&mut now, &mut next);
        }
        self.steps_left = steps_left;
        Some(is_match)
    }
}

/// Whether `\b` holds between the two.
fn is_word_edge(one: Option<char>, other: Option<char>) -> bool {
    one.is_some_and(is_word) != other.is_some_and(is_word)
}
