//! `POST /apollo/er/relationships`: create or update up to 100 relationships.

use std::collections::BTreeSet;
use std::time::{Duration, UNIX_EPOCH};

use super::answer::Answer;
use super::headers::{Query, RequestHeaders};
use super::rejection::Rejection;
use super::upsert_answer::{ItemResult, answer};
use super::{Authenticate, Body, BodyError, Call, Endpoint, Host};
use crate::catalog::BuiltIn;
use crate::issue::{Code, Issue};
use crate::json::{Document, Value};
use crate::relationship::{
    CollectionId, DESTINATION_COLLECTION, ID, MAX_BODY_BYTES, RELATIONSHIP_TYPE, Suggester,
    Verdict, WriteContext, crossing_issues, items, judge_batch,
};
use crate::schema::MAX_ISSUES;
use crate::store::{KeyValue, Permission, Store, StoreError, Upserted};
use crate::upsert::Draft;

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
        let headers = RequestHeaders::parse(call.headers)?;
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

        let is_accessible = |id: &str| {
            let found = destinations.get(id);
            found.is_some_and(|found| found.allows(&call.principal.subject, Permission::ReadOnly))
        };
        let verdicts = judge_batch(&items, |name| types.get(name).cloned());
        // Names of other customers' types are nobody's business.
        let suggestible = BuiltIn::default();
        let mut suggester = Suggester::new(&suggestible);
        let judged = items.iter().zip(verdicts).map(|(item, mut verdict)| {
            suggester.add_to(*item, &mut verdict.issues);
            let crossing = crossing_issues(*item, &headers.collection, is_accessible);
            Judged { item: *item, verdict, crossing }
        });
        let judged: Vec<Judged<'_>> = judged.collect();
        let context = WriteContext {
            collection: headers.collection,
            correlation_id: headers
                .correlation_id
                .unwrap_or_else(|| call.transaction.as_str().to_owned()),
            timestamp: timestamp(call.now_millis),
            client: call.principal.client.clone(),
            requestor: call.principal.subject.clone(),
        };
        let results = self.upsert(judged, &context, call).await?;
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
        judged: Vec<Judged<'_>>,
        context: &WriteContext,
        call: &Call<'_>,
    ) -> Result<Vec<ItemResult>, Rejection> {
        let drafts: Vec<Option<Draft<'_>>> = judged.iter().map(Judged::draft).collect();
        let sent: Vec<Draft<'_>> = drafts.iter().flatten().cloned().collect();
        let mut upserted = self.store.upsert(&sent, context).await?.into_iter();
        let no_result = || Upserted::NotStored(StoreError::Damaged("no result for an item".into()));
        let upserted: Vec<Upserted> = drafts
            .iter()
            .map(|draft| match draft {
                Some(_) => upserted.next().unwrap_or_else(no_result),
                None => Upserted::Refused(Vec::new()),
            })
            .collect();
        let pairs = judged.into_iter().zip(upserted);
        Ok(pairs.map(|(judged, upserted)| self.item_result(judged, upserted, call)).collect())
    }

    fn item_result(&self, judged: Judged<'_>, upserted: Upserted, call: &Call<'_>) -> ItemResult {
        match upserted {
            Upserted::Done { outcome, sys_data } => ItemResult::Success { outcome, sys_data },
            Upserted::Refused(restricted) => judged.into_failure(restricted),
            Upserted::NotStored(error) => {
                self.host.log_fault(call.transaction.as_str(), &error.to_string());
                // Its own faults are what the sender can mend.
                if judged.is_refused() {
                    judged.into_failure(Vec::new())
                } else {
                    ItemResult::Failure(vec![Issue::with_relationship(Code::NotStored)])
                }
            }
        }
    }
}

/// A relationship, and what is wrong with it as far as no store is needed.
struct Judged<'d> {
    item: Value<'d>,
    verdict: Verdict,
    /// By contract section 5, which comes after what the store finds.
    crossing: Vec<Issue>,
}

impl Judged<'_> {
    fn is_refused(&self) -> bool {
        !(self.verdict.issues.is_empty() && self.crossing.is_empty())
    }

    /// What the store is to see: nothing if there is no id to look for, or one that an earlier
    /// relationship of the list has, whose write would make the comparison meaningless.
    fn draft(&self) -> Option<Draft<'_>> {
        if self.verdict.is_duplicate || !self.verdict.has_valid_id {
            return None;
        }
        let id = self.item.get(ID)?.as_str()?;
        let types = self.verdict.relationship_type.iter();
        let defaults = types.flat_map(|relationship_type| relationship_type.defaults());
        Some(Draft::new(id, self.item, defaults, self.is_refused()))
    }

    fn into_failure(self, restricted: Vec<Issue>) -> ItemResult {
        let issues = self.verdict.issues.into_iter().chain(restricted).chain(self.crossing);
        ItemResult::Failure(issues.take(MAX_ISSUES).collect())
    }
}

/// RFC 3339 in UTC with milliseconds. A clock beyond the year 9999, the last that it can tell,
/// stands still there.
fn timestamp(now_millis: u64) -> String {
    const LAST_MILLIS: u64 = 253_402_300_799_999;
    humantime::format_rfc3339_millis(
        UNIX_EPOCH + Duration::from_millis(now_millis.min(LAST_MILLIS)),
    )
    .to_string()
}
