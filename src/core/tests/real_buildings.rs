//! The built-in types against the published schemas, and the verdict on the relationships of real
//! buildings. The data (`../shared/data`) is no part of the project: where it is missing, these
//! tests are skipped and counted as ignored.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "tests; serde_json's index gives null where nothing is"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use er_relationships::catalog::{BuiltIn, Catalog, TypeSource};
use er_relationships::json::Document;
use er_relationships::relationship::judge;
use er_relationships::schema::{Documents, NativeRegexEngine};
use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;

fn data(file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(file)
}

fn main() {
    let trial = |name: &str, file: &'static str, test: fn(String) -> Result<(), Failed>| {
        let path = data(file);
        let is_missing = !path.is_file();
        if is_missing {
            println!("note: {name} is skipped, because {file} is not at hand");
        }
        Trial::test(name, move || test(fs::read_to_string(path)?)).with_ignored_flag(is_missing)
    };
    let trials = vec![
        trial(
            "the_built_in_types_equal_the_published_ones",
            "relationship-types.json",
            types_equal,
        ),
        trial("every_published_type_can_be_registered", "relationship-types.json", types_compile),
        trial("every_row_of_rice_hall_is_valid", "rice.ndjson", rows_are_valid),
        trial("every_row_of_soda_hall_is_valid", "soda.ndjson", rows_are_valid),
    ];
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

fn types_equal(published: String) -> Result<(), Failed> {
    let by_title = |schemas: Vec<Value>| -> BTreeMap<String, Value> {
        let title = |schema: &Value| schema["title"].as_str().unwrap().to_owned();
        schemas.into_iter().map(|schema| (title(&schema), schema)).collect()
    };
    let mut published = by_title(serde_json::from_str(&published)?);
    published.retain(|title, _| title.starts_with("BRICK_0_4__"));
    let built_in: Result<Vec<Value>, _> =
        BuiltIn::schemas().map(|text| serde_json::from_str(&text)).collect();
    let built_in = by_title(built_in?);
    if built_in.len() != 66 || built_in != published {
        let differing: Vec<_> = published
            .iter()
            .filter(|(title, schema)| built_in.get(*title) != Some(schema))
            .collect();
        return Err(format!("{} built in, these differ: {differing:?}", built_in.len()).into());
    }
    let types = BuiltIn::default();
    for (title, schema) in &published {
        let relationship_type = types.find(title).ok_or("not found by its name")?;
        let defaults: BTreeMap<&str, &str> = relationship_type
            .defaults()
            .map(|(name, value)| (name, value.as_str().unwrap()))
            .collect();
        for (name, value) in &defaults {
            if schema["properties"][name]["default"] != *value {
                return Err(format!("{title}: the default of {name} is {value}").into());
            }
        }
        if defaults.len() != 2 {
            return Err(format!("{title}: defaults {defaults:?}").into());
        }
    }
    Ok(())
}

fn types_compile(published: String) -> Result<(), Failed> {
    let catalog = Catalog::new(NativeRegexEngine, Documents::new());
    for schema in serde_json::from_str::<Vec<Value>>(&published)? {
        let compiled = catalog.compile(&schema.to_string()).map_err(|error| error.to_string())?;
        if compiled.name() != schema["title"] {
            return Err(format!("{} became {}", schema["title"], compiled.name()).into());
        }
    }
    Ok(())
}

fn rows_are_valid(rows: String) -> Result<(), Failed> {
    let types = BuiltIn::default();
    for row in rows.lines() {
        let document = Document::parse(row.as_bytes())?;
        let name = document.root().get("relationshipType").and_then(|name| name.as_str()).unwrap();
        let relationship_type = types.find(name);
        let issues = judge(document.root(), relationship_type.as_deref());
        if !issues.is_empty() {
            return Err(format!("{row}: {issues:?}").into());
        }
    }
    Ok(())
}
