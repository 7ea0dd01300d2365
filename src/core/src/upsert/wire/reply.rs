//! What a store elsewhere answers.

use super::batch::{read_issues, write_issues};
use super::{
    FORM, Lines, json_text, no_good, number, of_this_form, read_context, text_of, write_context,
};
use crate::json::{Document, Value, Writer};
use crate::store::{Page, TakenPart};
use crate::upsert::{ItemResult, Outcome, Settlement};

/// What a store elsewhere answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// Whether the claim was granted.
    Claimed(bool),
    /// What became of the batch.
    Settlement(Settlement),
    /// The record, as JSON text.
    Record(Option<String>),
    /// The page.
    Page(Page),
    /// The request was taken in.
    Accepted,
    /// The part, if it was not settled yet.
    Taken(Option<TakenPart>),
}

impl Reply {
    /// The reply as text.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        let mut head = Writer::object(&mut text);
        head.raw("form", FORM);
        match self {
            Self::Claimed(is_granted) => {
                head.raw("claimed", if *is_granted { "true" } else { "false" });
                head.end();
            }
            Self::Record(record) => {
                head.raw("found", if record.is_some() { "true" } else { "false" });
                head.end();
                if let Some(record) = record {
                    text.extend(["\n", record]);
                }
            }
            Self::Accepted => {
                head.raw("accepted", "true");
                head.end();
            }
            Self::Taken(None) => {
                head.raw("taken", "false");
                head.end();
            }
            Self::Taken(Some(part)) => {
                head.raw("taken", "true");
                write_context(&mut head, &part.context);
                head.end();
                text.extend(["\n", &part.text]);
            }
            Self::Page(Page { elements, next, progress }) => {
                head.raw("elements", &elements.len().to_string());
                if let Some(progress) = progress {
                    head.raw("progress", progress);
                }
                if let Some(next) = next {
                    head.string("next", next);
                }
                head.end();
                for element in elements {
                    text.extend(["\n", element]);
                }
            }
            Self::Settlement(Settlement::KeyReused) => {
                head.raw("keyReused", "true");
                head.end();
            }
            Self::Settlement(Settlement::PreconditionFailed { version }) => {
                let version = version.map_or("null".to_owned(), |version| version.to_string());
                head.raw("preconditionFailed", &version);
                head.end();
            }
            Self::Settlement(Settlement::Settled { transaction_id, results }) => {
                head.string("settled", transaction_id);
                head.end();
                text.extend(["\n", &write_results(results)]);
            }
        }
        text
    }

    /// Reads what [`Reply::to_text`] wrote.
    ///
    /// # Errors
    ///
    /// Why the text is no reply of this form, for the log.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (head, rest) = text.split_once('\n').unwrap_or((text, ""));
        let head = Document::parse_own(head).map_err(|error| error.to_string())?;
        let head = of_this_form(head.root())?;
        if let Some(is_granted) = head.get("claimed").and_then(Value::as_bool) {
            return Ok(Self::Claimed(is_granted));
        }
        if let Some(is_found) = head.get("found").and_then(Value::as_bool) {
            return Ok(Self::Record(is_found.then(|| rest.to_owned())));
        }
        if head.get("elements").is_some() {
            // No line feed stands within JSON that we wrote.
            let elements = rest.lines().map(str::to_owned).collect();
            let next = text_of(head, "next").map(str::to_owned);
            let progress = head.get("progress").map(json_text);
            return Ok(Self::Page(Page { elements, next, progress }));
        }
        if head.get("accepted").is_some() {
            return Ok(Self::Accepted);
        }
        if let Some(is_taken) = head.get("taken").and_then(Value::as_bool) {
            let part = || {
                let context = read_context(head).ok_or_else(|| no_good("part"))?;
                Ok::<_, String>(TakenPart { context, text: rest.to_owned() })
            };
            return Ok(Self::Taken(is_taken.then(part).transpose()?));
        }
        if head.get("keyReused").is_some() {
            return Ok(Self::Settlement(Settlement::KeyReused));
        }
        if let Some(version) = head.get("preconditionFailed") {
            return Ok(Self::Settlement(Settlement::PreconditionFailed {
                version: number(version),
            }));
        }
        let transaction_id = text_of(head, "settled").ok_or("a reply of no known kind")?.to_owned();
        let results = read_results(rest)?;
        Ok(Self::Settlement(Settlement::Settled { transaction_id, results }))
    }
}

/// The results of a batch as text, one line for each.
pub fn write_results(results: &[ItemResult]) -> String {
    let mut text = String::new();
    for (index, result) in results.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        let mut object = Writer::object(&mut text);
        match result {
            ItemResult::Success { outcome, version, sys_data } => {
                object.string("outcome", outcome.as_str());
                object.raw("version", &version.to_string());
                object.raw("sysData", sys_data);
            }
            ItemResult::Failure { issues, fault } => {
                write_issues(&mut object, "issues", issues);
                if let Some(fault) = fault {
                    object.string("fault", fault);
                }
            }
        }
        object.end();
    }
    text
}

/// Reads what [`write_results`] wrote.
///
/// # Errors
///
/// Why the text is no list of results, for the log.
pub fn read_results(text: &str) -> Result<Vec<ItemResult>, String> {
    let lines = Lines::parse(text)?;
    lines.0.iter().map(|line| read_result(line.root()).ok_or_else(|| no_good("result"))).collect()
}

fn read_result(line: Value<'_>) -> Option<ItemResult> {
    let Some(outcome) = text_of(line, "outcome") else {
        return Some(ItemResult::Failure {
            issues: read_issues(line, "issues")?,
            fault: text_of(line, "fault").map(str::to_owned),
        });
    };
    Some(ItemResult::Success {
        outcome: Outcome::from_name(outcome)?,
        version: line.get("version").and_then(number)?,
        sys_data: json_text(line.get("sysData")?),
    })
}
