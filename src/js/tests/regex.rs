//! What the host knows of regular expressions, in Node or in a browser (`npm test` runs both); and
//! its own matches beside those of the core.
#![cfg(target_arch = "wasm32")]

use er_relationships::schema::{CharTest, Regex, RegexEngine, steps_for};
use er_relationships_js::HostRegexEngine;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen(inline_js = r#"
export function matches(pattern, text) {
  return new RegExp(`^[^]*?(?:${pattern})`, "u").test(text);
}
"#)]
extern "C" {
    /// Whether the host finds the pattern in the text. Starts are led to it by `^[^]*?`: V8 also looks
    /// for them between the halves of a character, where ECMA-262 knows no place (`/\B/u` is found in
    /// `a😁b`).
    fn matches(pattern: &str, text: &str) -> bool;
}

fn compile(pattern: &str) -> Box<dyn CharTest> {
    HostRegexEngine.compile(pattern).expect("a pattern")
}

#[wasm_bindgen_test]
fn a_property_has_characters_of_any_plane() {
    assert!(compile(r"\p{Lu}").is_match('Ä'));
    assert!(!compile(r"\p{Lu}").is_match('ä'));
    assert!(compile(r"\p{Emoji}").is_match('😀'));
}

#[wasm_bindgen_test]
fn a_pattern_that_is_none_has_a_reason() {
    let reason = HostRegexEngine.compile("(").err().expect("a reason");
    assert!(!reason.is_empty());
}

#[wasm_bindgen_test]
fn each_pattern_stays_itself_while_others_come_and_go() {
    let first = compile("1");
    drop(compile("2"));
    let third = compile("3");
    assert_eq!((first.is_match('1'), third.is_match('1')), (true, false));
}

/// Numbers by chance that are the same each time (xorshift).
struct Chance(u32);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0 as usize % end
    }

    fn pick<'t>(&mut self, tokens: &[&'t str]) -> &'t str {
        tokens[self.below(tokens.len())]
    }
}

const ATOMS: &[&str] = &[
    "a",
    "b",
    "c",
    "1",
    "😀",
    ".",
    r"\d",
    r"\D",
    r"\w",
    r"\W",
    r"\s",
    r"\S",
    "[ab]",
    "[^a]",
    r"[^\wé]",
    "[a-c😀-😂]",
    "[]",
    "[^]",
    r"[\S\n]",
    r"\p{L}",
    r"\P{Lu}",
    r"[^\p{L}a]",
    r"\u{1F600}",
    r"\ud83d\ude00",
    r"\ud83d",
    r"[\ud83d]",
    r"\x61",
    "()",
    "(?:)",
];
const EDGES: &[&str] = &["^", "$", r"\b", r"\B", "|", "|"];
const QUANTIFIERS: &[&str] =
    &["*", "+", "?", "*?", "+?", "??", "{2}", "{0}", "{0,2}", "{1,3}?", "{2,}", "{0,}"];
const GROUPS: &[&str] = &["(", "(?:", "(?<n>"];
const LOOKS: &[&str] = &["(?=", "(?!", "(?<=", "(?<!"];
const CHARACTERS: &[&str] =
    &["a", "b", "c", "A", "1", "_", "-", " ", "\n", "é", "\u{2028}", "😀", "😁"];

fn add_pattern(chance: &mut Chance, depth: usize, pattern: &mut String) {
    for _ in 0..chance.below(5) {
        match chance.below(8) {
            0 => {
                pattern.push_str(chance.pick(EDGES));
                continue;
            }
            1 if depth > 0 => {
                pattern.push_str(chance.pick(LOOKS));
                add_pattern(chance, depth - 1, pattern);
                pattern.push(')');
                continue;
            }
            2 | 3 if depth > 0 => {
                // A name may be there once.
                let groups = if pattern.contains("<n>") { 2 } else { 3 };
                pattern.push_str(chance.pick(&GROUPS[..groups]));
                add_pattern(chance, depth - 1, pattern);
                pattern.push(')');
            }
            _ => pattern.push_str(chance.pick(ATOMS)),
        }
        if chance.below(2) == 0 {
            pattern.push_str(chance.pick(QUANTIFIERS));
        }
    }
}

/// Patterns that are made up, more of them where `REGEX_CASES` was set when this was compiled.
#[wasm_bindgen_test]
fn the_core_matches_what_the_host_matches() {
    let count = option_env!("REGEX_CASES").map_or(1_500, |count| count.parse().expect("a number"));
    let mut chance =
        Chance(option_env!("REGEX_SEED").map_or(1, |seed| seed.parse().expect("a number")));
    let mut matching = 0;
    for _ in 0..count {
        let mut pattern = String::new();
        add_pattern(&mut chance, 4, &mut pattern);
        let regex = match Regex::compile(&pattern, &HostRegexEngine) {
            Ok(regex) => regex,
            Err(reason) => panic!("{pattern}: {reason}"),
        };
        for _ in 0..6 {
            let text: String = (0..chance.below(8)).map(|_| chance.pick(CHARACTERS)).collect();
            let expected = matches(&pattern, &text);
            matching += usize::from(expected);
            assert_eq!(
                regex.is_match(&text, &mut steps_for(text.len())),
                Some(expected),
                "{pattern} {text:?}"
            );
        }
    }
    let share = matching * 100 / (count * 6);
    assert!((20..80).contains(&share), "{share} in 100 match: the test tells too little");
}

/// All characters of the planes that have any, in each set that the core knows by itself.
#[wasm_bindgen_test]
fn the_core_has_the_hosts_sets_of_characters() {
    for set in [r"\d", r"\D", r"\w", r"\W", r"\s", r"\S", ".", r"\p{Zs}", r"[^\p{L}\S]"] {
        let pattern = format!("^{set}$");
        let regex = Regex::compile(&pattern, &HostRegexEngine).expect("a pattern");
        let host = compile(&pattern);
        for character in ('\0'..='\u{ffff}').chain('😀'..='😉') {
            let text = character.to_string();
            let expected = Some(host.is_match(character));
            assert_eq!(regex.is_match(&text, &mut usize::MAX.clone()), expected, "{set} {text:?}");
        }
    }
}
