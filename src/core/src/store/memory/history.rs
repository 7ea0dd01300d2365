//! What has become of one collection's relationships, and what lists are made of. In the order, and
//! with the tokens, of a [`Ledger`](crate::store::Ledger); a page looks at everything, which in memory
//! is near.

use std::collections::{BTreeMap, BTreeSet};

use crate::json::{Document, Value, Writer, write_string};
use crate::relationship::{DESTINATION, RELATIONSHIP_TYPE, SOURCE, is_active, parse_record};
use crate::store::listing::PageBuilder;
use crate::store::log::{LOG_MILLIS, LoggedRequest, MAX_FORGOTTEN, write_items};
use crate::store::{
    Direction, Filter, Listing, LogEntry, LogFilter, Page, PageRequest, StoreError,
};
use crate::upsert::{Batch, ItemResult, Outcome};

/// See the module.
#[derive(Debug, Default)]
pub(super) struct History {
    /// Every version of each relationship, in the order of creation.
    relationships: Vec<(String, Vec<String>)>,
    requests: Vec<Request>,
}

/// A request that was settled.
#[derive(Debug)]
struct Request {
    number: i64,
    transaction_id: String,
    at_millis: u64,
    requestor: String,
    correlation_id: String,
    items: String,
    /// The relationships that it changed, or failed to.
    touched: BTreeSet<String>,
}

impl History {
    pub(super) fn add_version(&mut self, id: &str, record: &str) {
        match self.relationships.iter_mut().find(|(known, _)| known == id) {
            Some((_, versions)) => versions.push(record.to_owned()),
            None => self.relationships.push((id.to_owned(), vec![record.to_owned()])),
        }
    }

    pub(super) fn add_request(&mut self, batch: &Batch<'_>, results: &[ItemResult]) {
        let is_unchanged = |result: &ItemResult| {
            matches!(result, ItemResult::Success { outcome: Outcome::Unchanged, .. })
        };
        let touched = batch.items.iter().zip(results).filter(|(_, result)| !is_unchanged(result));
        self.forget(batch.now_millis);
        let last = self.requests.last().map_or(0, |request| request.number);
        self.requests.push(Request {
            number: last.saturating_add(1),
            transaction_id: batch.transaction_id.clone(),
            at_millis: batch.now_millis,
            requestor: batch.context.requestor.clone(),
            correlation_id: batch.context.correlation_id.clone(),
            items: write_items(batch, results),
            touched: touched.filter_map(|(item, _)| item.id.map(str::to_owned)).collect(),
        });
    }

    /// Removes some of the requests that have been kept for long enough.
    fn forget(&mut self, now_millis: u64) {
        let is_old =
            |request: &&Request| now_millis.saturating_sub(request.at_millis) >= LOG_MILLIS;
        let some = usize::try_from(MAX_FORGOTTEN).unwrap_or(usize::MAX);
        let forgotten = self.requests.iter().take(some).take_while(is_old).count();
        self.requests.drain(..forgotten);
    }

    pub(super) fn list(&self, listing: &Listing, page: &PageRequest) -> Result<Page, StoreError> {
        match listing {
            Listing::Relationships(filter) => self.relationships(filter, page),
            Listing::Versions(id) => {
                let versions = self.relationships.iter().find(|(known, _)| known == id);
                let versions = versions.map(|(_, versions)| &**versions).unwrap_or_default();
                let versions = (1..).zip(versions).map(|(n, version)| (n, vec![version.clone()]));
                descending(versions.collect(), page)
            }
            Listing::Counts => self.counts(),
            Listing::Log(LogFilter::Transaction { id, relationship }) => {
                let requests = self.requests.iter().filter(|request| request.transaction_id == *id);
                let entries = requests.map(|request| request.entries(relationship.as_deref()));
                let entries = entries.collect::<Result<Vec<_>, _>>()?;
                ascending(entries.into_iter().flatten().map(Some), page)
            }
            Listing::Log(LogFilter::Relationship(id)) => {
                let touched = self.requests.iter().filter(|request| request.touched.contains(id));
                let entries =
                    touched.map(|request| Ok((request.number, request.entries(Some(id))?)));
                descending(entries.collect::<Result<Vec<_>, StoreError>>()?, page)
            }
        }
    }

    fn relationships(&self, filter: &Filter, page: &PageRequest) -> Result<Page, StoreError> {
        let wanted = self.relationships.iter().map(|(_, versions)| {
            let record = versions.last()?;
            let document = parse_record(record).ok()?;
            (is_active(document.root()) && filter.takes(document.root())).then(|| record.clone())
        });
        ascending(wanted, page)
    }

    fn counts(&self) -> Result<Page, StoreError> {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for (_, versions) in &self.relationships {
            let Some(document) = versions.last().and_then(|record| parse_record(record).ok())
            else {
                continue;
            };
            if let Some(name) = text(document.root(), RELATIONSHIP_TYPE)
                && is_active(document.root())
            {
                *counts.entry(name.to_owned()).or_default() += 1;
            }
        }
        let elements = counts.into_iter().map(|(name, count)| {
            let mut element = String::new();
            let mut list = Writer::array(&mut element);
            write_string(list.element(), &name);
            list.element().push_str(&count.to_string());
            list.end();
            element
        });
        Ok(Page { elements: elements.collect(), ..Page::default() })
    }
}

impl Request {
    fn entries(&self, id: Option<&str>) -> Result<Vec<String>, StoreError> {
        let items = Document::parse_own(&self.items);
        let items = items.map_err(|error| StoreError::Damaged(error.to_string()))?;
        let request = LoggedRequest {
            transaction_id: &self.transaction_id,
            at_millis: self.at_millis,
            requestor: self.requestor.clone(),
            correlation_id: Some(&self.correlation_id),
            first_index: 0,
        };
        Ok(request.entries(items.root(), id).iter().map(LogEntry::to_text).collect())
    }
}

impl Filter {
    fn takes(&self, record: Value<'_>) -> bool {
        match self {
            Self::All => true,
            Self::OfType(name) => text(record, RELATIONSHIP_TYPE) == Some(name),
            Self::OfEntity { id, direction } => {
                let is_end = |property| text(record, property) == Some(id);
                match direction {
                    Direction::Out => is_end(SOURCE),
                    Direction::In => is_end(DESTINATION),
                    Direction::Both => is_end(SOURCE) || is_end(DESTINATION),
                }
            }
        }
    }
}

fn text<'v>(record: Value<'v>, property: &str) -> Option<&'v str> {
    record.get(property)?.as_str()
}

/// A page of what stands at the places after the token's; the first place is 1.
fn ascending(
    places: impl Iterator<Item = Option<String>>,
    request: &PageRequest,
) -> Result<Page, StoreError> {
    let after = request.after_number()?.unwrap_or(0);
    let mut page = PageBuilder::new(request.limit);
    let mut last = after;
    for (number, place) in (1..).zip(places) {
        let Some(element) = place.filter(|_| number > after) else {
            continue;
        };
        if page.is_full() {
            return Ok(page.end(Some(last.to_string())));
        }
        page.push(element);
        last = number;
    }
    Ok(page.end(None))
}

/// A page of what has a number below the token's, backwards; what has a number is told whole.
fn descending(places: Vec<(i64, Vec<String>)>, request: &PageRequest) -> Result<Page, StoreError> {
    let before = request.after_number()?.unwrap_or(i64::MAX);
    let mut page = PageBuilder::new(request.limit);
    let mut last = before;
    for (number, elements) in places.into_iter().rev().filter(|(number, _)| *number < before) {
        if page.is_full() {
            return Ok(page.end(Some(last.to_string())));
        }
        elements.into_iter().for_each(|element| page.push(element));
        last = number;
    }
    Ok(page.end(None))
}
