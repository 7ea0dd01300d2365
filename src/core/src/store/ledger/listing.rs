//! Pages of what the ledger holds. Each is read in the order of an index from where the page before
//! ended, so it costs the same wherever it is and however much there is.

use std::collections::BTreeSet;

use super::sql::{Cell, Parameter, Sql, integer, text, unsigned};
use super::{StoreError, jobs};
use crate::json::{Document, Writer, write_string};
use crate::store::listing::PageBuilder;
use crate::store::log::LoggedRequest;
use crate::store::{Direction, Filter, Listing, LogFilter, Page, PageRequest};

/// The tables of an active relationship and its record; `CROSS`, so that SQLite begins with the first.
const RECORDS: &str = "relationship CROSS JOIN record
    ON record.relationship = relationship.no AND record.version = relationship.version";

/// One statement; for the edges of an entity in both directions two, and one for each edge; for the log of
/// a transaction two.
pub(super) fn list(
    database: &impl Sql,
    listing: &Listing,
    request: &PageRequest,
) -> Result<Page, StoreError> {
    match listing {
        Listing::Relationships(filter) => relationships(database, filter, request),
        Listing::Versions(id) => versions(database, id, request),
        Listing::Counts => counts(database),
        Listing::Log(LogFilter::Transaction { id, relationship }) => {
            log_of_transaction(database, id, relationship.as_deref(), request)
        }
        Listing::Log(LogFilter::Relationship(id)) => log_of_relationship(database, id, request),
    }
}

fn relationships(
    database: &impl Sql,
    filter: &Filter,
    request: &PageRequest,
) -> Result<Page, StoreError> {
    let after = request.after_number()?.unwrap_or(0);
    let (condition, value) = match filter {
        Filter::All => ("", None),
        Filter::OfType(name) => ("relationship.type = ? AND", Some(name)),
        Filter::OfEntity { id, direction: Direction::Out } => {
            ("relationship.source = ? AND", Some(id))
        }
        Filter::OfEntity { id, direction: Direction::In } => {
            ("relationship.destination = ? AND", Some(id))
        }
        Filter::OfEntity { id, direction: Direction::Both } => {
            return edges(database, id, after, request.limit);
        }
    };
    let statement = format!(
        "SELECT relationship.no, record.text FROM {RECORDS}
        WHERE {condition} relationship.is_active = 1 AND relationship.no > ?
        ORDER BY relationship.no, record.part"
    );
    let mut parameters: Vec<Parameter<'_>> =
        value.map(|value| (&**value).into()).into_iter().collect();
    parameters.push(after.into());
    read_page(database, &statement, &parameters, request.limit)
}

/// The edges of an entity in both directions. Those of each come from an index of their own, and an
/// edge from the entity to itself from both.
fn edges(database: &impl Sql, id: &str, after: i64, limit: usize) -> Result<Page, StoreError> {
    let mut numbers = BTreeSet::new();
    for column in ["source", "destination"] {
        // One more than a page, to tell whether there is another.
        let most = i64::try_from(limit.saturating_add(1)).unwrap_or(i64::MAX);
        database.execute(
            &format!(
                "SELECT no FROM relationship WHERE {column} = ? AND is_active = 1 AND no > ?
                ORDER BY no LIMIT ?"
            ),
            &[id.into(), after.into(), most.into()],
            &mut |row| {
                numbers.insert(integer(row, 0)?);
                Ok(())
            },
        )?;
    }
    let mut page = PageBuilder::new(limit);
    let mut last = after;
    for number in numbers {
        if page.is_full() {
            return Ok(page.end(Some(last.to_string())));
        }
        let mut record = String::new();
        let statement = format!(
            "SELECT record.text FROM {RECORDS} WHERE relationship.no = ? ORDER BY record.part"
        );
        database.execute(&statement, &[number.into()], &mut |row| {
            record.push_str(text(row, 0)?);
            Ok(())
        })?;
        page.push(record);
        last = number;
    }
    Ok(page.end(None))
}

/// All versions, newest first; their parts from the last to the first, as the index has them.
fn versions(database: &impl Sql, id: &str, request: &PageRequest) -> Result<Page, StoreError> {
    let before = request.after_number()?.unwrap_or(i64::MAX);
    let mut page = PageBuilder::new(request.limit);
    let mut current: Option<(i64, Vec<String>)> = None;
    let mut next = None;
    let whole = |parts: Vec<String>| parts.into_iter().rev().collect::<String>();
    let read = database.execute(
        "SELECT record.version, record.text FROM relationship CROSS JOIN record
            ON record.relationship = relationship.no
        WHERE relationship.id = ? AND record.version < ?
        ORDER BY record.version DESC, record.part DESC",
        &[id.into(), before.into()],
        &mut |row| {
            let version = integer(row, 0)?;
            if let Some((number, parts)) = current.take_if(|(number, _)| *number != version) {
                page.push(whole(parts));
                if page.is_full() {
                    next = Some(number.to_string());
                    return Err(enough());
                }
            }
            current.get_or_insert((version, Vec::new())).1.push(text(row, 1)?.to_owned());
            Ok(())
        },
    );
    if next.is_none() {
        read?;
    }
    if let Some((_, parts)) = current {
        page.push(whole(parts));
    }
    Ok(page.end(next))
}

fn counts(database: &impl Sql) -> Result<Page, StoreError> {
    let mut page = Page::default();
    let statement = "SELECT type, count FROM type_count WHERE count > 0 ORDER BY type";
    database.execute(statement, &[], &mut |row| {
        let mut element = String::new();
        let mut list = Writer::array(&mut element);
        write_string(list.element(), text(row, 0)?);
        list.element().push_str(&integer(row, 1)?.to_string());
        list.end();
        page.elements.push(element);
        Ok(())
    })?;
    Ok(page)
}

/// The token is how many entries came before: a transaction has 10,000 at most, in 100 rows.
fn log_of_transaction(
    database: &impl Sql,
    id: &str,
    relationship: Option<&str>,
    request: &PageRequest,
) -> Result<Page, StoreError> {
    let skipped = request.after_number()?.unwrap_or(0);
    let mut page = PageBuilder::new(request.limit);
    let mut seen = 0;
    let mut next = None;
    let read = database.execute(
        // The parts of a request that was taken in to be processed later have its id, a dot and a number.
        "SELECT transaction_id, at_millis, principal, correlation, log FROM request
        WHERE transaction_id >= ?1 AND transaction_id < ?1 || '/' ORDER BY transaction_id",
        &[id.into()],
        &mut |row| {
            for entry in entries(row, relationship)? {
                seen += 1;
                if seen <= skipped {
                    continue;
                }
                if page.is_full() {
                    next = Some((seen - 1).to_string());
                    return Err(enough());
                }
                page.push(entry);
            }
            Ok(())
        },
    );
    if next.is_none() {
        read?;
    }
    Ok(Page { progress: jobs::progress(database, id)?, ..page.end(next) })
}

/// The token is the number of the last request; one with many entries is told whole.
fn log_of_relationship(
    database: &impl Sql,
    id: &str,
    request: &PageRequest,
) -> Result<Page, StoreError> {
    let before = request.after_number()?.unwrap_or(i64::MAX);
    let mut page = PageBuilder::new(request.limit);
    let mut last = before;
    let mut next = None;
    let read = database.execute(
        "SELECT request.transaction_id, request.at_millis, request.principal, request.correlation,
            request.log, request.no
        FROM request_item CROSS JOIN request ON request.no = request_item.request
        WHERE request_item.relationship_id = ? AND request_item.request < ?
        ORDER BY request_item.request DESC",
        &[id.into(), before.into()],
        &mut |row| {
            if page.is_full() {
                next = Some(last.to_string());
                return Err(enough());
            }
            entries(row, Some(id))?.into_iter().for_each(|entry| page.push(entry));
            last = integer(row, 5)?;
            Ok(())
        },
    );
    if next.is_none() {
        read?;
    }
    Ok(page.end(next))
}

/// The entries of a row of requests.
fn entries(row: &[Cell], relationship: Option<&str>) -> Result<Vec<String>, StoreError> {
    let damaged = |reason: String| StoreError::Damaged(format!("log of a request: {reason}"));
    let parse = |text| Document::parse_own(text).map_err(|error| damaged(error.to_string()));
    let (id, part) = match text(row, 0)?.split_once('.') {
        Some((id, part)) => (id, part.parse().map_err(|_| damaged("its part".to_owned()))?),
        None => (text(row, 0)?, 0),
    };
    let principal = parse(text(row, 2)?)?;
    let requestor = principal.root().elements().and_then(|mut names| names.nth(1)?.as_str());
    let request = LoggedRequest {
        transaction_id: id,
        at_millis: unsigned(row, 1)?,
        requestor: requestor.unwrap_or_default().to_owned(),
        correlation_id: text(row, 3).ok(),
        first_index: part,
    };
    let items = parse(text(row, 4)?)?;
    let entries = request.entries(items.root(), relationship);
    Ok(entries.iter().map(crate::store::LogEntry::to_text).collect())
}

/// A page of records: of rows of a number and a part, in their order.
fn read_page(
    database: &impl Sql,
    statement: &str,
    parameters: &[Parameter<'_>],
    limit: usize,
) -> Result<Page, StoreError> {
    let mut page = PageBuilder::new(limit);
    let mut current: Option<(i64, String)> = None;
    let mut next = None;
    let read = database.execute(statement, parameters, &mut |row| {
        let number = integer(row, 0)?;
        if let Some((last, record)) = current.take_if(|(last, _)| *last != number) {
            page.push(record);
            if page.is_full() {
                next = Some(last.to_string());
                return Err(enough());
            }
        }
        current.get_or_insert((number, String::new())).1.push_str(text(row, 1)?);
        Ok(())
    });
    if next.is_none() {
        read?;
    }
    if let Some((_, record)) = current {
        page.push(record);
    }
    Ok(page.end(next))
}

/// Ends a statement whose further rows nobody needs.
fn enough() -> StoreError {
    StoreError::Unavailable("enough rows".to_owned())
}
