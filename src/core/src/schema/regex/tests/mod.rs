mod laws;
mod limits;

use super::*;

fn compile(pattern: &str) -> Regex {
    Regex::compile(pattern, &NativeRegexEngine).unwrap()
}

/// Whether the pattern matches, without a bound.
fn is_match(pattern: &str, text: &str) -> bool {
    let mut steps_left = usize::MAX;
    compile(pattern).is_match(text, &mut steps_left).unwrap()
}

/// Why the pattern is refused.
fn refusal(pattern: &str) -> String {
    Regex::compile(pattern, &NativeRegexEngine).err().unwrap()
}

/// Patterns, each with texts that it matches and texts that it does not. The host's own expressions
/// agree, see `src/js/tests/regex.rs`.
const CASES: &[(&str, &[&str], &[&str])] = &[
    // Characters.
    ("", &["", "a"], &[]),
    ("b", &["b", "abc"], &["", "ac"]),
    ("ab|cd|", &["ab", "cd", "", "x"], &[]),
    ("^(?:ab|cd|e)$", &["ab", "cd", "e"], &["", "abcd", "d"]),
    ("^.$", &["a", "é", "😀", "\u{85}"], &["", "ab", "\n", "\r", "\u{2028}", "\u{2029}"]),
    ("^😀+$", &["😀", "😀😀"], &["", "😁"]),
    // Escapes.
    (r"^\t\n\v\f\r$", &["\t\n\u{b}\u{c}\r"], &[]),
    (r"^\0\x41\u0042\u{43}\u{1F600}\cJ$", &["\0ABC😀\n"], &[]),
    (r"^\ud83d\ude00$", &["😀"], &["😁"]),
    (r"\ud83d|\ude00|\u{d83d}\u{de00}|\ud83d(?:\ude00)|\ud83d\u0041", &[], &["😀", "A"]),
    (r"^\^\$\\\.\*\+\?\(\)\[\]\{\}\|\/$", &[r"^$\.*+?()[]{}|/"], &[]),
    // Classes.
    (r"^\d\D\w\W\s\S$", &["1a_- x", "0é9é\u{feff}é"], &["a1_- x", "1aé- x"]),
    (
        r"^\s+$",
        &[
            "\t\n\u{b}\u{c}\r \u{a0}\u{1680}\u{2000}\u{200a}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}\u{feff}",
        ],
        &["\u{85}", "\u{180e}", "\u{200b}"],
    ),
    ("^[a-c]$", &["a", "b", "c"], &["d", "-", ""]),
    ("^[^a-c]$", &["d", "😀", "\n"], &["a", "c", ""]),
    ("^[a-]$", &["a", "-"], &["b"]),
    ("^[-a]$", &["a", "-"], &["b"]),
    ("^[+--]$", &["+", ",", "-"], &["."]),
    ("^[a-c-e]$", &["b", "-", "e"], &["d"]),
    (r"^[\d-]$", &["1", "-"], &["a"]),
    (r"^[\]\-\\\b^]$", &["]", "-", "\\", "\u{8}", "^"], &["b", "["]),
    (r"^[\D]$", &["a", "é"], &["1"]),
    (r"^[^\D5]$", &["1"], &["5", "a"]),
    (r"^[\W\d]$", &["1", "é", "-"], &["a", "_"]),
    (r"^[\u{1F600}-\u{1F610}é-ö]$", &["😀", "😁", "ê"], &["😺", "a", "÷"]),
    (r"^[\ud83d\ude00-\ud83d\ude01]$", &["😀", "😁"], &["😂"]),
    (r"^[\ud83d\u0041\ud83d]$", &["A"], &["B", "😀"]),
    ("[]", &[], &["", "a"]),
    ("^[^]$", &["a", "\n", "😀"], &["", "ab"]),
    (r"^\p{L}+$", &["Bücher", "日本"], &["", "a1"]),
    (r"^\P{L}+$", &["12", "1😀"], &["1a"]),
    (r"^[\p{Lu}\d]+[^\p{Lu}\P{L}]$", &["Ä1é"], &["é", "ÄÄ", "Ä1"]),
    (r"^\p{Script=Greek}$", &["λ"], &["l"]),
    // Repetition.
    ("^a*$", &["", "aaa"], &["b"]),
    ("^a+?$", &["a", "aaa"], &["", "b"]),
    ("^a??$", &["", "a"], &["aa"]),
    ("^a{2}$", &["aa"], &["a", "aaa"]),
    ("^a{2,}?$", &["aa", "aaaa"], &["a"]),
    ("^a{2,4}$", &["aa", "aaa", "aaaa"], &["a", "aaaaa"]),
    ("^a{0}b{0,0}$", &[""], &["a", "b"]),
    ("^a{0,2}$", &["", "a", "aa"], &["aaa"]),
    ("^(?:ab){1,2}c$", &["abc", "ababc"], &["c", "abababc"]),
    ("^(a*)*$", &["", "aa"], &["b", "ab"]),
    ("^(?:a|b*)*c$", &["c", "abbac"], &["ad"]),
    ("^(?:)*(?:){9}(?:){4294967295,}()+$", &[""], &["a"]),
    ("^(?:a{0}()){999999999}$", &[""], &["a"]),
    ("^(?:(?=a)|b){3}a$", &["a", "bba", "bbba"], &["bbbba", ""]),
    ("^(?:a?){3}$", &["", "aaa"], &["aaaa"]),
    // Groups.
    ("^(a(?<b>b)(?:c))(?<ü>d)$", &["abcd"], &["abc"]),
    ("^(?:a|b)c|d$", &["ac", "bcx", "d", "xd"], &["a", "dx"]),
    // Edges.
    ("^$", &[""], &["a", "\n"]),
    ("a^b|a$b", &[], &["ab", "a\nb"]),
    ("x*^a", &["a"], &["xa"]),
    ("(?:^a)?b|(?:^x)*c", &["cb", "ac"], &["a"]),
    (r"\bé|a\b", &["a", "ba", "aé"], &["ab", "é"]),
    (r"^\B", &["", "-a", "é"], &["a"]),
    (r"\B😀\B", &["😀"], &["a😀", "😀a"]),
    (r"\b_\b", &["_", "-_-"], &["a_", "_1"]),
    // Lookarounds.
    ("a(?=b)", &["ab", "aab"], &["a", "ac", "ba"]),
    ("a(?!b)", &["a", "abac"], &["ab"]),
    ("(?<=a)b", &["ab"], &["b", "cb"]),
    ("(?<!a)b", &["b", "cb"], &["ab"]),
    ("^(?=.*[A-Z])(?=.*\\d).{3,}$", &["aB3", "3aB"], &["ab3", "B3", "aBc"]),
    ("^(?:(?!ab).)*$", &["", "ba", "aa"], &["ab", "cab"]),
    ("(?<=^a.*)c(?=.*z$)", &["acz", "abcyz"], &["bcz", "acy", "cz"]),
    ("(?<=a(?=b(?<!cb)))b", &["ab", "cab"], &["b", "cb"]),
    ("(?=a(?<=(?<!b)a)c)ac", &["ac", "xac"], &["bac"]),
    ("(?=(?=(?!b).)a)a", &["a"], &["b"]),
    ("(?<=(\\d{2})(\\d{2}))$", &["1234"], &["123", "1234a"]),
    ("(?<=a|bc|^)d", &["ad", "bcd", "d"], &["cd", "xd"]),
    ("(?!)|(?<!)", &[], &["", "a"]),
    ("(?=^a)ab|(?<=b$)", &["abc", "cb"], &["ca", "bc"]),
    ("a(?=b(?:c$)?)|(?=d|e$)d", &["abd", "dx"], &["a", "e"]),
    ("(?=)(?<=)^a(?=$)", &["a"], &["ab"]),
    ("^(?=😀.$)..$", &["😀😀", "😀a"], &["a😀"]),
];

#[test]
fn patterns_match_as_in_ecma_262() {
    for (pattern, matching, others) in CASES {
        for text in *matching {
            assert!(is_match(pattern, text), "{pattern} {text:?}");
        }
        for text in *others {
            assert!(!is_match(pattern, text), "{pattern} {text:?}");
        }
    }
}

#[test]
fn what_is_no_pattern_is_refused_by_the_host_and_the_rest_by_us() {
    for pattern in ["(", "a**", "{", "]", "\\q", "(?=a)*", r"[\d-z]", r"\1", "(?<a", r"\u{110000}"]
    {
        let reason = refusal(pattern);
        assert!(
            reason.starts_with("holds no regular expression of ECMA-262: "),
            "{pattern}: {reason}"
        );
    }
    let refused = [
        (r"(.)\1", "backreferences, as"),
        (r"(?<a>.)\k<a>", "backreferences, as"),
        (r"\1(.)", "backreferences, as"),
        ("(?i:a)", "modifiers, as in"),
        ("(?s-i:a)", "modifiers, as in"),
        // `regress` takes them.
        (r"\b+", "a quantifier does not follow"),
        (r"a\B{2}", "a quantifier does not follow"),
    ];
    for (pattern, reason) in refused {
        let expected = ["holds a regular expression that is refused: ", reason].concat();
        let told = refusal(pattern);
        assert!(told.starts_with(&expected), "{pattern}: {told}");
    }
}

/// Counts what it is asked.
#[derive(Default)]
struct CountingHost {
    patterns: std::cell::RefCell<Vec<String>>,
    characters: std::rc::Rc<std::cell::Cell<usize>>,
}

impl RegexEngine for CountingHost {
    fn compile(&self, pattern: &str) -> Result<Box<dyn CharTest>, String> {
        self.patterns.borrow_mut().push(pattern.to_owned());
        Ok(Box::new(CountedTest(self.characters.clone(), NativeRegexEngine.compile(pattern)?)))
    }
}

struct CountedTest(std::rc::Rc<std::cell::Cell<usize>>, Box<dyn CharTest>);

impl CharTest for CountedTest {
    fn is_match(&self, character: char) -> bool {
        self.0.set(self.0.get() + 1);
        self.1.is_match(character)
    }
}

#[test]
fn the_host_is_asked_for_properties_only_and_seldom() {
    let host = CountingHost::default();
    let pattern = r"^[\wé]*(?:\p{L}{2}|[^\P{L}\d]|\p{Lu})*$";
    let regex = Regex::compile(pattern, &host).unwrap();
    assert_eq!(*host.patterns.borrow(), [pattern, r"\p{L}", r"\p{Lu}"]);
    let text = "aébcλμaébcλμ".repeat(100);
    assert_eq!(regex.is_match(&text, &mut steps_for(text.len())), Some(true));
    assert_eq!(host.characters.get(), 2 * "aébcλμ".chars().count());
}
