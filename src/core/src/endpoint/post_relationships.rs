//! `POST /apollo/er/relationships`: create or update up to 100 relationships.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::{Duration, UNIX_EPOCH};

use http::{StatusCode, Uri};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::answer::{Answer, write_path};
use super::headers::{Checked, Query};
use super::rejection::Rejection;
use super::{Authenticate, Body, BodyError, Call, Endpoint, Host, MAX_BODY_BYTES};
use crate::issue::{Code, Issue};
use crate::json::{Document, Value, Writer, write_string};
use crate::relationship::{
    CollectionId, DESTINATION_COLLECTION, ID, RELATIONSHIP_TYPE, SOURCE_COLLECTION, Verdict, items,
    judge_batch,
};
use crate::schema::MAX_ISSUES;
use crate::store::{Collection, KeyValue, Permission, Store, Upserted};
use crate::upsert::{Draft, Outcome, WriteContext};

/// The methods of this path, for `Allow`.
pub(super) const METHODS: &str = "POST, OPTIONS";

const SCOPE: &str = "apollo_write";

/// What stays as it is in the id of a tracker: the unreserved characters of RFC 3986.
const TRACKER_ID: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

impl<S: Store, K: KeyValue, A: Authenticate, H: Host> Endpoint<S, K, A, H> {
    /// Contract section 2 from row 4 on:
    ///
    /// 1. scope: 403
    /// 2. query: 400
    /// 3. headers: 415, 400
    /// 4. the collection and the caller's permission: 403, 503
    /// 5. the body: 413, 400
    /// 6. the types and collections that it names: 503
    /// 7. the verdict on each relationship, then the store's: 503, else 201 or 207
    pub(super) async fn post_relationships<B: Body>(
        &self,
        call: &Call<'_>,
        body: B,
    ) -> Result<Answer, Rejection> {
        if !call.principal.has_scope(SCOPE) {
            return Err(Rejection::ScopeMissing(SCOPE));
        }
        let query = Query::parse(call.uri.query())?;
        let headers = Checked::parse(call.headers)?;
        self.require_write_access(&headers.collection, call).await?;

        let bytes = body.read(MAX_BODY_BYTES).await.map_err(|error| match error {
            BodyError::TooLarge => {
                Rejection::PayloadTooLarge(format!("the body exceeds {MAX_BODY_BYTES} bytes"))
            }
            BodyError::Broken => Rejection::bad_request("the body broke off"),
        })?;
        let document = Document::parse(&bytes)?;
        let items = items(&document)?;

        let texts_of = |property: &'static str| {
            let texts = items.iter().filter_map(move |item| item.get(property)?.as_str());
            texts.collect::<std::collections::BTreeSet<_>>()
        };
        let types =
            self.registry.relationship_types(texts_of(RELATIONSHIP_TYPE), call.now_millis).await?;
        let destinations: Vec<CollectionId> = texts_of(DESTINATION_COLLECTION)
            .into_iter()
            .filter_map(|id| CollectionId::new(id).ok())
            .collect();
        let destinations = self.registry.collections(&destinations, call.now_millis).await?;

        let verdicts = judge_batch(&items, |name| types.get(name).cloned());
        let crossings: Vec<Vec<Issue>> = items
            .iter()
            .map(|item| {
                crossing_issues(*item, &headers.collection, &destinations, &call.principal.subject)
            })
            .collect();
        let context = WriteContext {
            collection: headers.collection,
            correlation_id: headers
                .correlation_id
                .unwrap_or_else(|| call.transaction.as_str().to_owned()),
            timestamp: timestamp(call.now_millis),
            client: call.principal.client.clone(),
            requestor: call.principal.subject.clone(),
        };
        let results = self.upsert(&items, verdicts, crossings, &context, call).await?;
        Ok(answer(&items, &results, query.include_system_data, call))
    }

    /// Row 7.
    async fn require_write_access(
        &self,
        id: &CollectionId,
        call: &Call<'_>,
    ) -> Result<(), Rejection> {
        let found = self.registry.collections([id], call.now_millis).await?;
        let collection = found.get(id.as_str()).ok_or(Rejection::CollectionForbidden)?;
        if collection.allows(&call.principal.subject, Permission::ReadWrite) {
            Ok(())
        } else {
            Err(Rejection::CollectionForbidden)
        }
    }

    /// Brings what was judged to the store, and the two verdicts together.
    async fn upsert(
        &self,
        items: &[Value<'_>],
        verdicts: Vec<Verdict>,
        crossings: Vec<Vec<Issue>>,
        context: &WriteContext,
        call: &Call<'_>,
    ) -> Result<Vec<ItemResult>, Rejection> {
        let drafts: Vec<Option<Draft<'_>>> = items
            .iter()
            .zip(&verdicts)
            .zip(&crossings)
            .map(|((item, verdict), crossing)| draft(*item, verdict, !crossing.is_empty()))
            .collect();
        let sent: Vec<Draft<'_>> = drafts.iter().flatten().cloned().collect();
        let mut upserted = self.store.upsert(&sent, context).await?.into_iter();
        let results = drafts.iter().map(|draft| match draft {
            Some(_) => upserted.next(),
            None => Some(Upserted::Refused(Vec::new())),
        });
        let results: Vec<Option<Upserted>> = results.collect();
        let results = results.into_iter().zip(verdicts).zip(crossings);
        let results = results.map(|((upserted, verdict), crossing)| match upserted {
            Some(Upserted::Done { outcome, sys_data }) => ItemResult::Success { outcome, sys_data },
            Some(Upserted::Refused(restricted)) => {
                let issues = verdict.issues.into_iter().chain(restricted).chain(crossing);
                ItemResult::Failure(issues.take(MAX_ISSUES).collect())
            }
            Some(Upserted::NotStored(error)) => {
                self.host.log_fault(call.transaction.as_str(), &error.to_string());
                ItemResult::not_stored()
            }
            None => {
                self.host.log_fault(
                    call.transaction.as_str(),
                    "the store left an item without a result",
                );
                ItemResult::not_stored()
            }
        });
        Ok(results.collect())
    }
}

/// What came out about one relationship in the end.
enum ItemResult {
    Success { outcome: Outcome, sys_data: String },
    Failure(Vec<Issue>),
}

impl ItemResult {
    fn not_stored() -> Self {
        Self::Failure(vec![Issue::with_relationship(Code::NotStored)])
    }
}

/// What the store is to see of a relationship: nothing if it has no id to look for, or one that
/// an earlier relationship of the list has, whose write would make the comparison meaningless.
fn draft<'d>(item: Value<'d>, verdict: &'d Verdict, crosses_wrongly: bool) -> Option<Draft<'d>> {
    const ID_FAULTS: [Code; 3] = [Code::IdEmpty, Code::IdTooLong, Code::IdHasControlCharacter];
    let id = item.get(ID)?.as_str()?;
    let is_faulty = |issue: &Issue| ID_FAULTS.contains(&issue.code) && issue.is_about(ID);
    if verdict.is_duplicate || verdict.issues.iter().any(is_faulty) {
        return None;
    }
    let is_refused = crosses_wrongly || !verdict.issues.is_empty();
    let defaults =
        verdict.relationship_type.iter().flat_map(|relationship_type| relationship_type.defaults());
    Some(Draft::new(id, item, defaults, is_refused))
}

/// Contract section 5.
fn crossing_issues(
    item: Value<'_>,
    collection: &CollectionId,
    destinations: &BTreeMap<String, Rc<Collection>>,
    subject: &str,
) -> Vec<Issue> {
    let mut issues = Vec::new();
    let text = |property| item.get(property).and_then(Value::as_str);
    if text(SOURCE_COLLECTION).is_some_and(|source| source != collection.as_str()) {
        issues.push(Issue::with_property(Code::SourceCollectionMismatch, SOURCE_COLLECTION));
    }
    let is_accessible = |id: &str| {
        destinations.get(id).is_some_and(|found| found.allows(subject, Permission::ReadOnly))
    };
    if text(DESTINATION_COLLECTION).is_some_and(|destination| !is_accessible(destination)) {
        issues.push(Issue::with_property(Code::DestinationNotAccessible, DESTINATION_COLLECTION));
    }
    issues
}

fn timestamp(now_millis: u64) -> String {
    humantime::format_rfc3339_millis(UNIX_EPOCH + Duration::from_millis(now_millis)).to_string()
}

/// Contract section 3.
fn answer(
    items: &[Value<'_>],
    results: &[ItemResult],
    include_system_data: bool,
    call: &Call<'_>,
) -> Answer {
    let is_success = |result: &&ItemResult| matches!(result, ItemResult::Success { .. });
    let upserted = results.iter().filter(is_success).count();
    let has_failed = upserted < results.len();
    let status = if has_failed { StatusCode::MULTI_STATUS } else { StatusCode::CREATED };
    let message = format!("Total number of Relationships Upserted:  {upserted}.");
    Answer::with_data(status, &message, call.transaction, |data| {
        let mut data = Writer::object(data);
        if has_failed || include_system_data {
            let list = List { items, results, include_system_data, call };
            let mut responses = Writer::object(data.member("responses"));
            if upserted > 0 {
                list.write_successes(responses.member("success"));
            }
            if has_failed {
                list.write_failures(responses.member("failure"));
            }
            responses.end();
        }
        data.end();
    })
}

/// The lists of `data.responses`.
struct List<'a> {
    items: &'a [Value<'a>],
    results: &'a [ItemResult],
    include_system_data: bool,
    call: &'a Call<'a>,
}

impl List<'_> {
    fn write_successes(&self, out: &mut String) {
        let mut list = Writer::array(out);
        for (index, (item, result)) in self.items.iter().zip(self.results).enumerate() {
            if let ItemResult::Success { outcome, sys_data } = result {
                let mut object = Writer::object(list.element());
                self.write_common(&mut object, *item, "Relationship upserted successfully", index);
                object.string("outcome", outcome.as_str());
                if self.include_system_data {
                    object.raw("sysData", sys_data);
                }
                object.end();
            }
        }
        list.end();
    }

    fn write_failures(&self, out: &mut String) {
        let mut list = Writer::array(out);
        for (index, (item, result)) in self.items.iter().zip(self.results).enumerate() {
            if let ItemResult::Failure(issues) = result {
                let messages: Vec<String> = issues.iter().map(Issue::message).collect();
                let mut object = Writer::object(list.element());
                self.write_common(&mut object, *item, &messages.join(", "), index);
                let mut errors = Writer::array(object.member("errors"));
                for (issue, message) in issues.iter().zip(&messages) {
                    write_issue(errors.element(), issue, message);
                }
                errors.end();
                object.end();
            }
        }
        list.end();
    }

    fn write_common(&self, object: &mut Writer<'_>, item: Value<'_>, message: &str, index: usize) {
        let id = item.get(ID).and_then(Value::as_str);
        match id {
            Some(id) => write_string(object.member("id"), id),
            None => object.raw("id", "null"),
        }
        object.string("message", message);
        object.string("tracker", &self.tracker(id.unwrap_or_default()));
        object.raw("index", &index.to_string());
    }

    fn tracker(&self, id: &str) -> String {
        let id = utf8_percent_encode(id, TRACKER_ID);
        let transaction = self.call.transaction.as_str();
        let origin = origin(self.call.uri);
        format!("{origin}/apollo/status/logs?relationshipid={id}&transactionid={transaction}")
    }
}

fn origin(uri: &Uri) -> String {
    match (uri.scheme_str(), uri.authority()) {
        (Some(scheme), Some(authority)) => format!("{scheme}://{authority}"),
        _ => String::new(),
    }
}

fn write_issue(out: &mut String, issue: &Issue, message: &str) {
    let mut object = Writer::object(out);
    object.string("code", issue.code.as_str());
    write_path(object.member("path"), &issue.path);
    object.string("message", message);
    if let Some(keyword) = issue.keyword {
        object.string("keyword", keyword);
    }
    if let Some(schema_path) = &issue.schema_path {
        object.string("schemaPath", schema_path);
    }
    object.end();
}
