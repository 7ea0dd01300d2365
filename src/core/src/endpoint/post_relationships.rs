//! `POST /apollo/er/relationships`: create or update up to 100 relationships.

use std::collections::BTreeSet;
use std::time::{Duration, UNIX_EPOCH};

use super::answer::Answer;
use super::headers::{Checked, Query};
use super::rejection::Rejection;
use super::upsert_answer::{ItemResult, answer};
use super::{Authenticate, Body, BodyError, Call, Endpoint, Host, MAX_BODY_BYTES};
use crate::issue::{Code, Issue};
use crate::json::{Document, Value};
use crate::relationship::{
    CollectionId, DESTINATION_COLLECTION, ID, RELATIONSHIP_TYPE, Verdict, crossing_issues, items,
    judge_batch,
};
use crate::schema::MAX_ISSUES;
use crate::store::{KeyValue, Permission, Store, Upserted};
use crate::upsert::{Draft, WriteContext};

/// The methods of this path, for `Allow`.
pub(super) const METHODS: &str = "POST, OPTIONS";

const SCOPE: &str = "apollo_write";

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
            texts.collect::<BTreeSet<_>>()
        };
        let types =
            self.registry.relationship_types(texts_of(RELATIONSHIP_TYPE), call.now_millis).await?;
        let destinations: Vec<CollectionId> = texts_of(DESTINATION_COLLECTION)
            .into_iter()
            .filter_map(|id| CollectionId::new(id).ok())
            .collect();
        let destinations = self.registry.collections(&destinations, call.now_millis).await?;

        let verdicts = judge_batch(&items, |name| types.get(name).cloned());
        let is_accessible = |id: &str| {
            let found = destinations.get(id);
            found.is_some_and(|found| found.allows(&call.principal.subject, Permission::ReadOnly))
        };
        let crossings: Vec<Vec<Issue>> = items
            .iter()
            .map(|item| crossing_issues(*item, &headers.collection, is_accessible))
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

fn timestamp(now_millis: u64) -> String {
    humantime::format_rfc3339_millis(UNIX_EPOCH + Duration::from_millis(now_millis)).to_string()
}
