//! Batches, item by item.

use super::{
    json_text, number, read_context, read_if_match, text_of, write_context, write_if_match,
};
use crate::issue::ReportedIssue;
use crate::json::{Document, Value, Writer, write_string, write_value};
use crate::upsert::{Batch, Draft, IdempotencyKey, Item};

pub(super) fn write_batch_head(head: &mut Writer<'_>, batch: &Batch<'_>) {
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

/// One line of what is known of the item, and if it has a draft that is no deletion one of what was
/// sent and one of the defaults.
pub(super) fn write_item(text: &mut String, item: &Item<'_>) {
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
pub(super) fn write_issues(object: &mut Writer<'_>, name: &str, issues: &[ReportedIssue]) {
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

pub(super) fn read_batch<'d>(head: Value<'d>, lines: &'d [Document<'_>]) -> Option<Batch<'d>> {
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

pub(super) fn read_item<'d>(
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

pub(super) fn read_issues(line: Value<'_>, name: &str) -> Option<Vec<ReportedIssue>> {
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
