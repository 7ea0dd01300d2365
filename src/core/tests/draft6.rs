//! The official draft-06 suite (`tests/draft6/`): each case is a test, the optional ones included.
//!
//! Each case is judged twice, for a verdict alone and for all issues, and both must agree.
#![expect(clippy::unwrap_used, reason = "the suite is known to be well-formed")]

use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

use er_relationships::json::{Document, Value, write_value};
use er_relationships::schema::{Documents, NativeRegexEngine, Schema};
use libtest_mimic::{Arguments, Failed, Trial};

fn main() -> io::Result<()> {
    let suite = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/draft6");
    let mut files = Vec::new();
    find_files(&suite.join("tests"), &mut files)?;
    let mut trials = Vec::new();
    let (mut required, mut optional) = (Score::default(), Score::default());
    for file in files {
        let name = file.strip_prefix(suite.join("tests")).unwrap().with_extension("");
        let name = name.to_string_lossy().replace('\\', "/");
        let score = if name.starts_with("optional") { &mut optional } else { &mut required };
        for case in cases(&suite, &file, &name)? {
            score.cases += 1;
            score.passed += usize::from(case.outcome.is_ok());
            trials.push(Trial::test(case.name, || case.outcome.map_err(Failed::from)));
        }
    }
    println!("note: draft-06 suite: {required} required and {optional} optional cases pass");
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

#[derive(Default)]
struct Score {
    cases: usize,
    passed: usize,
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.passed, self.cases)
    }
}

struct Case {
    name: String,
    outcome: Result<(), String>,
}

fn cases(suite: &Path, file: &Path, name: &str) -> io::Result<Vec<Case>> {
    let bytes = fs::read(file)?;
    let document = Document::parse(&bytes).unwrap();
    let documents = remotes(suite)?;
    let mut cases = Vec::new();
    for group in document.root().elements().unwrap() {
        let schema = Schema::compile(group.get("schema").unwrap(), &documents, &NativeRegexEngine);
        for test in group.get("tests").unwrap().elements().unwrap() {
            let description =
                |value: Value<'_>| value.get("description").unwrap().as_str().unwrap().to_owned();
            let expected = test.get("valid").unwrap().as_bool().unwrap();
            let outcome = match &schema {
                Err(error) => Err(format!("the schema was refused: {error}")),
                Ok(schema) => judge(schema, test.get("data").unwrap(), expected),
            };
            let name = format!("{name}: {}: {}", description(group), description(test));
            cases.push(Case { name, outcome });
        }
    }
    Ok(cases)
}

fn judge(schema: &Schema, data: Value<'_>, expected: bool) -> Result<(), String> {
    let issues = schema.issues(data);
    if schema.is_valid(data) != issues.is_empty() {
        return Err("the verdict and the issues disagree".into());
    }
    if issues.is_empty() != expected {
        let mut text = String::new();
        write_value(&mut text, data);
        return Err(format!("{text} should be valid: {expected}; issues: {issues:?}"));
    }
    Ok(())
}

/// The documents that the suite's `$ref`s expect at `http://localhost:1234/`.
fn remotes(suite: &Path) -> io::Result<Documents> {
    let root = suite.join("remotes");
    let mut files = Vec::new();
    find_files(&root, &mut files)?;
    let mut documents = Documents::new();
    for file in files {
        let path = file.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        let bytes = fs::read(&file)?;
        let document = Document::parse(&bytes).unwrap();
        documents.insert(&format!("http://localhost:1234/{path}"), document.root()).unwrap();
    }
    Ok(documents)
}

fn find_files(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    let mut entries: Vec<_> = fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    entries.sort_by_key(fs::DirEntry::path);
    for entry in entries {
        let path = entry.path();
        if path.is_dir() {
            find_files(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
    Ok(())
}
