//! Batches and settlements as text, for a store that runs elsewhere, such as a Durable Object.
//!
//! A message is a list of lines, each a JSON text of its own: a relationship may be nested as deep
//! as JSON may be at all ([`MAX_DEPTH`](crate::json::MAX_DEPTH)), so nothing can stand around it.
//! The first line names the form, so that two versions of the code, which meet while a deploy is
//! under way, do not take each other's texts for their own.

use super::{Batch, Claim, Draft, IdempotencyKey, IfMatch, Item, ItemResult, Outcome, Settlement};
use crate::issue::ReportedIssue;
use crate::json::{Document, Value, Writer, write_string, write_value};
use crate::relationship::{CollectionId, WriteContext};
use crate::store::{
    Direction, Filter, Job, JobPart, Listing, LogFilter, Page, PageRequest, TakenPart,
};

/// The form of the messages. Raise it with every change of theirs.
const FORM: &str = "2";

/// What a store elsewhere is asked.
#[derive(Debug, Clone)]
pub enum Message<'d> {
    /// To note that a key is in use.
    Claim(Claim),
    /// To settle a batch.
    Upsert(Batch<'d>),
    /// For the record of this id.
    Read(String),
    /// For a page.
    List(Listing, PageRequest),
    /// To take in a request that is processed later.
    Accept(Job),
    /// For the part of this id.
    Take(String),
}

/// What it answers.
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

impl Message<'_> {
    /// The message as text.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        let mut head = Writer::object(&mut text);
        head.raw("form", FORM);
        match self {
            Self::Claim(claim) => {
                head.string("do", "claim");
                head.string("principal", &claim.principal);
                head.string("key", &claim.key);
                head.string("transaction", &claim.transaction_id);
                head.raw("now", &claim.now_millis.to_string());
                head.end();
            }
            Self::Read(id) => {
                head.string("do", "read");
                head.string("id", id);
                head.end();
            }
            Self::List(listing, page) => {
                head.string("do", "list");
                write_listing(&mut head, listing);
                if let Some(after) = &page.after {
                    head.string("after", after);
                }
                head.raw("limit", &page.limit.to_string());
                head.end();
            }
            Self::Accept(job) => {
                head.string("do", "accept");
                head.string("transaction", &job.transaction_id);
                head.raw("now", &job.now_millis.to_string());
                write_context(&mut head, &job.context);
                let mut counts = Writer::array(head.member("counts"));
                for part in &job.parts {
                    counts.element().push_str(&part.count.to_string());
                }
                counts.end();
                head.end();
                for part in &job.parts {
                    text.extend(["\n", &part.text]);
                }
            }
            Self::Take(part) => {
                head.string("do", "take");
                head.string("id", part);
                head.end();
            }
            Self::Upsert(batch) => {
                head.string("do", "upsert");
                write_batch_head(&mut head, batch);
                head.end();
                for item in &batch.items {
                    write_item(&mut text, item);
                }
            }
        }
        text
    }
}

fn write_listing(head: &mut Writer<'_>, listing: &Listing) {
    match listing {
        Listing::Relationships(Filter::All) => head.string("what", "relationships"),
        Listing::Relationships(Filter::OfType(name)) => {
            head.string("what", "type");
            head.string("id", name);
        }
        Listing::Relationships(Filter::OfEntity { id, direction }) => {
            head.string("what", "entity");
            head.string("id", id);
            head.string("direction", direction.as_str());
        }
        Listing::Versions(id) => {
            head.string("what", "versions");
            head.string("id", id);
        }
        Listing::Counts => head.string("what", "counts"),
        Listing::Log(LogFilter::Transaction { id, relationship }) => {
            head.string("what", "transaction");
            head.string("id", id);
            if let Some(relationship) = relationship {
                head.string("relationship", relationship);
            }
        }
        Listing::Log(LogFilter::Relationship(id)) => {
            head.string("what", "log");
            head.string("id", id);
        }
    }
}

fn read_listing(head: Value<'_>) -> Option<(Listing, PageRequest)> {
    let owned = |name: &str| text_of(head, name).map(str::to_owned);
    let listing = match text_of(head, "what")? {
        "relationships" => Listing::Relationships(Filter::All),
        "type" => Listing::Relationships(Filter::OfType(owned("id")?)),
        "entity" => Listing::Relationships(Filter::OfEntity {
            id: owned("id")?,
            direction: Direction::from_name(text_of(head, "direction")?)?,
        }),
        "versions" => Listing::Versions(owned("id")?),
        "counts" => Listing::Counts,
        "transaction" => Listing::Log(LogFilter::Transaction {
            id: owned("id")?,
            relationship: owned("relationship"),
        }),
        "log" => Listing::Log(LogFilter::Relationship(owned("id")?)),
        _ => return None,
    };
    let limit = usize::try_from(head.get("limit").and_then(number)?).ok()?;
    Some((listing, PageRequest { after: owned("after"), limit }))
}

fn write_batch_head(head: &mut Writer<'_>, batch: &Batch<'_>) {
    head.string("transaction", &batch.transaction_id);
    head.raw("now", &batch.now_millis.to_string());
    write_context(head, &batch.context);
    if let Some(idempotency) = &batch.idempotency {
        head.string("key", &idempotency.key);
        head.string("fingerprint", &idempotency.fingerprint);
    }
    write_if_match(head, batch.precondition.as_ref());
    if batch.is_dry_run {
        head.raw("dryRun", "true");
    }
}

/// The member of an object that tells which versions are met, if any need be.
pub(crate) fn write_if_match(object: &mut Writer<'_>, if_match: Option<&IfMatch>) {
    match if_match {
        None => {}
        Some(IfMatch::Any) => object.string("ifMatch", "*"),
        Some(IfMatch::Versions(versions)) => {
            let mut list = Writer::array(object.member("ifMatch"));
            for version in versions {
                list.element().push_str(&version.to_string());
            }
            list.end();
        }
    }
}

/// Reads what [`write_if_match`] wrote; `None` if it did not.
#[expect(clippy::option_option, reason = "what cannot be read is not what is not there")]
pub(crate) fn read_if_match(object: Value<'_>) -> Option<Option<IfMatch>> {
    Some(match object.get("ifMatch") {
        None => None,
        Some(value) => Some(match value.elements() {
            Some(versions) => IfMatch::Versions(versions.map(number).collect::<Option<_>>()?),
            None => IfMatch::Any,
        }),
    })
}

/// The members of an object that tell who writes, and where.
pub(crate) fn write_context(object: &mut Writer<'_>, context: &WriteContext) {
    object.string("collection", context.collection.as_str());
    object.string("correlation", &context.correlation_id);
    object.string("timestamp", &context.timestamp);
    if let Some(client) = &context.client {
        object.string("client", client);
    }
    object.string("requestor", &context.requestor);
}

/// Reads what [`write_context`] wrote.
pub(crate) fn read_context(object: Value<'_>) -> Option<WriteContext> {
    let owned = |name: &str| text_of(object, name).map(str::to_owned);
    Some(WriteContext {
        collection: CollectionId::new(text_of(object, "collection")?).ok()?,
        correlation_id: owned("correlation")?,
        timestamp: owned("timestamp")?,
        client: owned("client"),
        requestor: owned("requestor")?,
    })
}

/// One line of what is known of the item, and if it has a draft that is no deletion one of what was
/// sent and one of the defaults.
fn write_item(text: &mut String, item: &Item<'_>) {
    text.push('\n');
    let mut object = Writer::object(text);
    if let Some(id) = item.id {
        object.string("id", id);
    }
    write_issues(&mut object, "issues", &item.issues);
    write_issues(&mut object, "crossing", &item.crossing);
    let Some(draft) = &item.draft else {
        object.end();
        return;
    };
    let Some(sent) = draft.sent else {
        object.string("draft", "deletion");
        object.end();
        return;
    };
    object.raw("draft", "true");
    object.end();
    text.push('\n');
    write_value(text, sent);
    text.push('\n');
    let mut defaults = Writer::object(text);
    for (name, value) in &draft.defaults {
        write_value(defaults.member(name), *value);
    }
    defaults.end();
}

/// `[["message",{…}],…]`, if there are any.
fn write_issues(object: &mut Writer<'_>, name: &str, issues: &[ReportedIssue]) {
    if issues.is_empty() {
        return;
    }
    let mut list = Writer::array(object.member(name));
    for issue in issues {
        let mut pair = Writer::array(list.element());
        write_string(pair.element(), &issue.message);
        pair.element().push_str(&issue.json);
        pair.end();
    }
    list.end();
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

/// A message's lines, parsed; what is read of them borrows from them.
#[derive(Debug)]
pub struct Lines<'t>(Vec<Document<'t>>);

impl<'t> Lines<'t> {
    /// Takes a text apart.
    ///
    /// # Errors
    ///
    /// Why a line is no JSON, for the log.
    pub fn parse(text: &'t str) -> Result<Self, String> {
        // A line feed within a JSON text of ours stands in a string, escaped.
        let lines = text.split('\n').map(Document::parse_own);
        lines.collect::<Result<_, _>>().map(Self).map_err(|error| error.to_string())
    }

    /// Reads what [`Message::to_text`] wrote.
    ///
    /// # Errors
    ///
    /// Why the lines are no message of this form, for the log.
    pub fn message(&self) -> Result<Message<'_>, String> {
        let (head, rest) = self.0.split_first().ok_or_else(|| no_good("message"))?;
        let head = of_this_form(head.root())?;
        let message = match text_of(head, "do") {
            Some("claim") => read_claim(head).map(Message::Claim),
            Some("read") => text_of(head, "id").map(|id| Message::Read(id.to_owned())),
            Some("accept") => read_job(head, rest).map(Message::Accept),
            Some("take") => text_of(head, "id").map(|id| Message::Take(id.to_owned())),
            Some("list") => read_listing(head).map(|(listing, page)| Message::List(listing, page)),
            Some("upsert") => read_batch(head, rest).map(Message::Upsert),
            _ => None,
        };
        message.ok_or_else(|| no_good("message"))
    }
}

fn read_claim(head: Value<'_>) -> Option<Claim> {
    Some(Claim {
        principal: text_of(head, "principal")?.to_owned(),
        key: text_of(head, "key")?.to_owned(),
        transaction_id: text_of(head, "transaction")?.to_owned(),
        now_millis: head.get("now").and_then(number)?,
    })
}

fn read_job(head: Value<'_>, lines: &[Document<'_>]) -> Option<Job> {
    let counts = head.get("counts")?.elements()?;
    let counts = counts.map(|count| usize::try_from(number(count)?).ok());
    let counts: Vec<usize> = counts.collect::<Option<_>>()?;
    if counts.len() != lines.len() {
        return None;
    }
    let parts = counts.iter().zip(lines);
    let parts = parts.map(|(count, line)| JobPart { count: *count, text: json_text(line.root()) });
    Some(Job {
        transaction_id: text_of(head, "transaction")?.to_owned(),
        now_millis: head.get("now").and_then(number)?,
        context: read_context(head)?,
        parts: parts.collect(),
    })
}

fn read_batch<'d>(head: Value<'d>, lines: &'d [Document<'_>]) -> Option<Batch<'d>> {
    let owned = |name: &str| text_of(head, name).map(str::to_owned);
    let mut lines = lines.iter().map(Document::root);
    let mut items = Vec::new();
    while let Some(known) = lines.next() {
        items.push(read_item(known, &mut lines)?);
    }
    Some(Batch {
        transaction_id: owned("transaction")?,
        now_millis: head.get("now").and_then(number)?,
        context: read_context(head)?,
        items,
        precondition: read_if_match(head)?,
        idempotency: match owned("key") {
            None => None,
            Some(key) => Some(IdempotencyKey { key, fingerprint: owned("fingerprint")? }),
        },
        is_dry_run: head.get("dryRun").is_some(),
    })
}

fn read_item<'d>(
    known: Value<'d>,
    lines: &mut impl Iterator<Item = Value<'d>>,
) -> Option<Item<'d>> {
    let id = text_of(known, "id");
    let issues = read_issues(known, "issues")?;
    let crossing = read_issues(known, "crossing")?;
    let draft = match known.get("draft") {
        None => None,
        Some(kind) if kind.as_str() == Some("deletion") => Some(Draft::deletion(id?)),
        Some(_) => {
            let is_refused = !(issues.is_empty() && crossing.is_empty());
            let sent = lines.next()?;
            let defaults = lines.next()?.members()?;
            Some(Draft::new(id?, sent, defaults, is_refused))
        }
    };
    Some(Item { id, draft, issues, crossing })
}

fn read_issues(line: Value<'_>, name: &str) -> Option<Vec<ReportedIssue>> {
    let Some(list) = line.get(name) else {
        return Some(Vec::new());
    };
    let read_pair = |pair: Value<'_>| {
        let mut pair = pair.elements()?;
        let message = pair.next()?.as_str()?.to_owned();
        Some(ReportedIssue { message, json: json_text(pair.next()?) })
    };
    list.elements()?.map(read_pair).collect()
}

fn of_this_form(head: Value<'_>) -> Result<Value<'_>, String> {
    match head.get("form").and_then(Value::number_text) {
        Some(FORM) => Ok(head),
        _ => Err("a message of another version of this service".to_owned()),
    }
}

fn no_good(what: &str) -> String {
    format!("no {what} of this service")
}

fn text_of<'d>(value: Value<'d>, name: &str) -> Option<&'d str> {
    value.get(name)?.as_str()
}

fn number(value: Value<'_>) -> Option<u64> {
    value.number_text()?.parse().ok()
}

/// What our own writer made comes out of it the same again.
fn json_text(value: Value<'_>) -> String {
    let mut text = String::new();
    write_value(&mut text, value);
    text
}
