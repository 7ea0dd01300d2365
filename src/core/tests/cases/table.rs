//! Reading the table.

use std::path::Path;
use std::{fs, io};

use er_relationships::json::{Document, Value, Writer, write_string, write_value};

/// One case, its macros carried out.
pub(crate) struct Case {
    /// For people.
    pub(crate) title: String,
    /// What `{{case}}` stands for.
    pub(crate) name: String,
    /// The case as JSON.
    pub(crate) text: String,
}

/// All cases of `tests/cases/`.
pub(crate) fn load() -> io::Result<Vec<Case>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases");
    let mut files: Vec<_> = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    let mut cases = Vec::new();
    for file in files {
        let group = file.file_stem().unwrap().to_string_lossy();
        let text = fs::read(&file)?;
        let document = Document::parse(&text).unwrap();
        for (index, case) in document.root().elements().unwrap().enumerate() {
            let name = format!("{group}-{index}");
            cases.push(Case {
                title: title(&group, case),
                text: expand(case).replace("{{case}}", &name),
                name,
            });
        }
    }
    Ok(cases)
}

fn title(group: &str, case: Value<'_>) -> String {
    let [name, contract] = ["name", "contract"].map(|member| text_of(case, member).unwrap());
    format!("{group}: {name} ({contract})")
}

/// A value as JSON with `$repeat` and `$text` carried out.
fn expand(value: Value<'_>) -> String {
    let mut out = String::new();
    if let Some(parts) = value.get("$text").and_then(Value::elements) {
        write_string(&mut out, &parts.map(expand_part).collect::<String>());
    } else if let Some(elements) = value.elements() {
        let mut list = Writer::array(&mut out);
        for element in elements {
            match element.get("$repeat") {
                None => list.element().push_str(&expand(element)),
                Some(count) => numbered(&expand(element.get("item").unwrap()), count)
                    .for_each(|item| list.element().push_str(&item)),
            }
        }
        list.end();
    } else if let Some(members) = value.members() {
        let mut object = Writer::object(&mut out);
        for (name, member) in members {
            object.raw(name, &expand(member));
        }
        object.end();
    } else {
        write_value(&mut out, value);
    }
    out
}

fn expand_part(part: Value<'_>) -> String {
    match part.get("$repeat") {
        None => part.as_str().unwrap().to_owned(),
        Some(count) => {
            let texts: Vec<_> = numbered(&text_of(part, "text").unwrap(), count).collect();
            texts.join(&text_of(part, "separator").unwrap_or_default())
        }
    }
}

fn numbered(text: &str, count: Value<'_>) -> impl Iterator<Item = String> {
    let count: usize = count.number_text().unwrap().parse().unwrap();
    (0..count).map(move |n| text.replace("{{n}}", &n.to_string()))
}

/// A member that is a string.
pub(crate) fn text_of(object: Value<'_>, name: &str) -> Option<String> {
    Some(object.get(name)?.as_str()?.to_owned())
}

/// The members of a member that is an object, if it is there.
pub(crate) fn members_of<'d>(
    object: Value<'d>,
    name: &str,
) -> impl Iterator<Item = (&'d str, Value<'d>)> {
    let members = object.get(name).and_then(Value::members);
    members.into_iter().flatten()
}

/// A value as compact JSON.
pub(crate) fn compact(value: Value<'_>) -> String {
    let mut text = String::new();
    write_value(&mut text, value);
    text
}
