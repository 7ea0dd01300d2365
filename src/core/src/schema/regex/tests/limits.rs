//! What may not be exceeded, and what matching takes.

use super::*;

const BODY_BYTES: usize = 4 * 1024 * 1024;

/// How many steps a match takes, and whether it is one.
fn steps(pattern: &str, text: &str) -> (usize, bool) {
    let mut steps_left = usize::MAX;
    let is_match = compile(pattern).is_match(text, &mut steps_left).unwrap();
    (usize::MAX - steps_left, is_match)
}

#[test]
fn a_pattern_has_at_most_10_000_states() {
    assert_eq!(MAX_STATES, 10_000);
    let cases = [
        // One is the end of the program.
        ("a{9999}", "a{10000}"),
        ("(?:a{99}b){99}c{99}", "(?:a{99}b){99}c{100}"),
        ("a{3,5001}", "a{3,5002}"),
        ("a{9998,}", "a{9999,}"),
        ("(?=a{4999})b{4998}", "(?=a{4999})b{4999}"),
        ("(?:[ab]|c){2499}def", "(?:[ab]|c){2499}defg"),
    ];
    for (most, more) in cases {
        assert!(!is_match(most, ""), "{most}");
        let told = refusal(more);
        assert!(
            told.ends_with(
                "it has more than 10,000 states; a repetition counts as often as it says"
            ),
            "{more}: {told}"
        );
    }
    for pattern in [
        "a{4294967295}",
        "a{99999999999,}",
        "(?:(?:a|){1000000000}){1000000000}",
        "(?:(?:(?=b)){0,1000000000}){1000000000}",
    ] {
        assert!(refusal(pattern).contains(TOO_LARGE), "{pattern}");
    }
}

/// What does not become a state takes memory all the same.
#[test]
fn a_pattern_has_at_most_10_000_parts() {
    let class = |len| format!("[{}]", "a".repeat(len));
    assert!(is_match(&class(9999), "a"));
    assert!(refusal(&class(10_000)).contains(TOO_LARGE));
    assert!(is_match(&"()".repeat(10_000), ""));
    assert!(refusal(&"()".repeat(10_001)).contains(TOO_LARGE));
}

#[test]
fn groups_are_64_deep_at_most() {
    assert_eq!(MAX_GROUP_DEPTH, 64);
    for open in ["(", "(?:", "(?=", "(?!", "(?<=", "(?<!"] {
        let nested = |depth: usize| format!("{}a{}", open.repeat(depth), ")".repeat(depth));
        compile(&nested(64));
        assert!(refusal(&nested(65)).contains("more than 64 groups"), "{open}");
    }
    // One behind the other, they are not in one another.
    compile(&"(a)".repeat(65));
}

#[test]
fn the_deepest_pattern_fits_into_the_stack_of_a_worker() {
    let nest = || {
        let pattern = format!("{}a{}", "(?:b|".repeat(64), "){1,2}".repeat(64));
        Regex::compile(&pattern, &NativeRegexEngine).err().unwrap()
    };
    let thread = std::thread::Builder::new().stack_size(1024 * 1024).spawn(nest).unwrap();
    assert!(thread.join().unwrap().contains(TOO_LARGE));
}

#[test]
fn a_match_takes_its_steps_and_is_given_up_without_one_of_them() {
    for pattern in ["^(?:a|b)*c$", "(?<=a)b(?!c)", r"[^a]\p{L}", "a{900}"] {
        let text = "aλbab".repeat(20);
        let (needed, is_match) = steps(pattern, &text);
        let regex = compile(pattern);
        let mut steps_left = needed;
        assert_eq!(regex.is_match(&text, &mut steps_left), Some(is_match), "{pattern}");
        assert_eq!(steps_left, 0, "{pattern}");
        let mut steps_left = needed - 1;
        assert_eq!(regex.is_match(&text, &mut steps_left), None, "{pattern}");
        assert_eq!(steps_left, 0, "{pattern}");
    }
}

/// What takes longer counts for more: asking the host, and going through the ranges of a class.
#[test]
fn a_step_is_about_as_long_as_any_other() {
    let class = |class: &str, text| steps(&format!("^{class}$"), text).0 - steps("^[^]$", text).0;
    assert_eq!(class(r"\p{L}", "a"), 16);
    assert_eq!(class(r"[\p{Lu}\d\P{L}]", "Ä"), 32);
    let many = format!("[{}]", "éa".repeat(400));
    assert_eq!((class(&many, "a"), class(&many, "é")), (0, 100));
    // A text costs what its pattern takes to prepare, however short it is.
    assert_eq!(steps("^a{1597}", "").0, 1599 / 16 + 1 + 1 + 1);
}

#[test]
fn a_value_has_16_steps_for_each_byte_and_half_a_million() {
    assert_eq!(steps_for(0), 500_000);
    assert_eq!(steps_for(BODY_BYTES), 500_000 + 16 * BODY_BYTES);
    assert_eq!(steps_for(usize::MAX), usize::MAX);
}

/// Patterns on which engines that backtrack take exponential or quadratic time, or all of the stack.
const EXPLODING: &[(&str, &str, &str)] = &[
    ("^(a+)+$", "a", "b"),
    ("^(?:a|a)*b", "a", ""),
    ("(x+x+)+y", "x", ""),
    (r"\s+$", " ", "x"),
    (r"^(\w+\s?)*$", "ab ", "!"),
    ("^(?:(?:a|b)(?:c|d)?)*$", "a", ""),
    ("^(?:(a)|(b)|(c))*$", "abc", ""),
    ("^(?:(?=a)a|b)*$", "ab", "c"),
    ("(?:(?!.*z).)*y", "a", ""),
    ("(?<=(?<!b)a+)c", "a", ""),
    ("^(([a-z])+.)+[A-Z]([a-z])+$", "a", ""),
];

#[test]
fn twice_the_text_takes_twice_the_steps() {
    for (pattern, unit, end) in EXPLODING {
        let taken = |count: usize| steps(pattern, &(unit.repeat(count) + end)).0;
        let (once, twice, thrice) = (taken(1000), taken(2000), taken(3000));
        // But for the last few characters, each takes as many as the one before.
        assert_eq!(twice - once, thrice - twice, "{pattern}");
    }
}

#[test]
fn steps_are_at_most_those_of_all_states_for_each_character() {
    for (pattern, unit, end) in EXPLODING {
        let text = unit.repeat(1000) + end;
        let regex = compile(pattern);
        let states: usize = regex.programs.iter().map(|program| program.states.len() + 1).sum();
        let places = text.chars().count() + 1;
        assert!(steps(pattern, &text).0 <= places * states + states, "{pattern}");
    }
}

/// The Worker's tests have such texts in full, see `tests/worker/hostile.test.mjs`.
#[test]
fn exploding_patterns_have_a_verdict_on_the_largest_text() {
    for (pattern, unit, end) in EXPLODING {
        let taken = |count: usize| steps(pattern, &(unit.repeat(count) + end)).0;
        let (base, once) = (taken(1000), taken(2000) - taken(1000));
        let times = BODY_BYTES / 1000 / unit.len();
        assert!(base + times * once <= steps_for(BODY_BYTES), "{pattern}");
    }
}
