//! What holds for every pattern and every text.

use proptest::prelude::*;

use super::*;

/// Patterns without backreferences.
pub(super) fn pattern() -> impl Strategy<Value = String> {
    let atoms = vec![
        "a",
        "b",
        "c",
        "😀",
        "é",
        "_",
        "-",
        ".",
        r"\d",
        r"\W",
        r"\w",
        r"\s",
        r"\S",
        r"[ab]",
        "[^a]",
        r"[^\wé]",
        "[a-c😀]",
        "[]",
        "[^]",
        r"\p{L}",
        r"\P{Lu}",
        r"[^\p{L}a]",
        r"\u{1F600}",
        r"\ud83d\ude00",
        r"\x61",
        "1",
        "()",
        "(?:)",
    ];
    let leaf = prop_oneof![
        8 => prop::sample::select(atoms).prop_map(|atom| (atom.to_owned(), true)),
        1 => prop::sample::select(vec!["^", "$", r"\b", r"\B"]).prop_map(|edge| (edge.to_owned(), false)),
    ];
    let quantifier = prop::sample::select(vec![
        "*", "+", "?", "*?", "+?", "??", "{2}", "{0}", "{0,2}", "{1,3}", "{2,}", "{0,}?", "{1}",
    ]);
    let open = prop::sample::select(vec!["(", "(?:", "(?:"]);
    let look = prop::sample::select(vec!["(?=", "(?!", "(?<=", "(?<!"]);
    // Each with whether a quantifier may follow.
    let term = leaf.prop_recursive(4, 16, 4, move |inner| {
        let sequence = || prop::collection::vec(inner.clone(), 0..4).prop_map(|terms| terms.into_iter().map(|(term, _)| term).collect::<String>());
        let choice = || prop::collection::vec(sequence(), 1..3).prop_map(|choices| choices.join("|"));
        prop_oneof![
            3 => (inner.clone(), quantifier.clone()).prop_map(|((term, is_atom), quantifier)| match is_atom {
                true => (term + quantifier, false),
                false => (format!("(?:{term}){quantifier}"), false),
            }),
            2 => (open.clone(), choice()).prop_map(|(open, inner)| (format!("{open}{inner})"), true)),
            2 => (look.clone(), choice()).prop_map(|(look, inner)| (format!("{look}{inner})"), false)),
        ]
    });
    prop::collection::vec(prop_oneof![3 => term, 1 => Just(("|".to_owned(), false))], 0..5)
        .prop_map(|terms| terms.into_iter().map(|(term, _)| term).collect())
}

pub(super) fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop::sample::select(vec!["a", "b", "c", "A", "1", "_", "-", " ", "\n", "é", "😀", "😁"]),
        0..7,
    )
    .prop_map(|parts| parts.concat())
}

fn cases() -> u32 {
    std::env::var("REGEX_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(2000)
}

proptest! {
    #![proptest_config(ProptestConfig { max_global_rejects: 1 << 30, ..ProptestConfig::with_cases(cases()) })]

    #[test]
    fn a_pattern_matches_what_regress_matches(pattern in pattern(), texts in prop::collection::vec(text(), 1..5)) {
        let other = regress::Regex::with_flags(&pattern, "u");
        prop_assert!(other.is_ok(), "{}", pattern);
        for text in texts {
            prop_assert_eq!(is_match(&pattern, &text), other.as_ref().unwrap().find(&text).is_some(), "{} {:?}", &pattern, &text);
        }
    }

    #[test]
    fn whatever_is_refused_or_matched_nothing_breaks(pattern in r"[ab()\[\]{}?*+|^$\\pPLuxdDkb<>=!:,\-019😀]{0,12}", text in text()) {
        if let Ok(regex) = Regex::compile(&pattern, &NativeRegexEngine) {
            prop_assert!(regex.is_match(&text, &mut steps_for(text.len())).is_some());
        }
        // What is no pattern for this host may be one for another.
        let _ = Regex::compile_valid(&pattern, &AnyHost);
    }
}

struct AnyHost;

impl RegexEngine for AnyHost {
    fn compile(&self, _: &str) -> Result<Box<dyn CharTest>, String> {
        Ok(Box::new(AnyHost))
    }
}

impl CharTest for AnyHost {
    fn is_match(&self, _: char) -> bool {
        true
    }
}
