//! `POST /apollo/er/relationships`: create or update up to 100 relationships.

use std::collections::BTreeSet;

use http::header::ETAG;
use sha2::{Digest, Sha256};

use super::answer::Answer;
use super::entity_tag::entity_tag;
use super::headers::{PostHeaders, joined};
use super::query::Query;
use super::rejection::Rejection;
use super::upsert_answer::answer;
use super::{Authenticate, Body, BodyError, Call, Endpoint, Host};
use crate::catalog::BuiltIn;
use crate::issue::{Issue, ReportedIssue};
use crate::json::{Document, Value, hex};
use crate::relationship::{
    CollectionId, DESTINATION_COLLECTION, ID, MAX_BODY_BYTES, Suggester, Verdict, crossing_issues,
    items,
};
use crate::store::{Permission, Registrar, Store};
use crate::upsert::{Batch, Draft, IdempotencyKey, Item, ItemResult, Settlement};

const SCOPE: &str = "apollo_write";

impl<S: Store, R: Registrar, A: Authenticate, H: Host> Endpoint<S, R, A, H> {
    /// Contract section 2 from row 4 on:
    ///
    /// 1. scope: 403
    /// 2. query: 400
    /// 3. headers: 415, 400
    /// 4. the collection and the caller's permission: 403, 503
    /// 5. the body: 413, 400
    /// 6. the collections and types that it names: 503
    /// 7. the verdict on each relationship
    /// 8. the store's: 409, 412, 422, 503, else 201 or 207
    pub(super) async fn post_relationships<B: Body>(
        &self,
        call: &Call<'_>,
        body: B,
    ) -> Result<Answer, Rejection> {
        call.require_scope(SCOPE)?;
        let query = Query::parse(call.uri.query())?;
        let headers = PostHeaders::parse(call.headers)?;
        self.require_permission(&headers.collection, Permission::ReadWrite, call).await?;

        let bytes = body.read(MAX_BODY_BYTES).await.map_err(|error| match error {
            BodyError::TooLarge => {
                Rejection::PayloadTooLarge(format!("the body exceeds {MAX_BODY_BYTES} bytes"))
            }
            BodyError::Broken => Rejection::bad_request("the body broke off"),
        })?;
        let document = Document::parse(&bytes)?;
        let sent = items(&document)?;
        if headers.if_match.is_some() && sent.len() > 1 {
            return Err(Rejection::bad_request("header If-Match takes one relationship"));
        }

        let texts_of = |property: &'static str| {
            let texts = sent.iter().filter_map(move |item| item.get(property)?.as_str());
            texts.collect::<BTreeSet<_>>()
        };
        let destinations: Vec<CollectionId> = texts_of(DESTINATION_COLLECTION)
            .into_iter()
            .filter_map(|id| CollectionId::new(id).ok())
            .collect();
        let destinations = self.registry.collections(&destinations, call.now_millis).await?;

        let is_accessible = |id: &str| {
            let found = destinations.get(id);
            found.is_some_and(|found| found.allows(&call.principal.subject, Permission::ReadOnly))
        };
        let verdicts = self.judge(&sent, !query.is_dry_run, call).await?;
        // Names of other customers' types are nobody's business.
        let suggestible = BuiltIn::default();
        let mut suggester = Suggester::new(&suggestible);
        let items = sent.iter().zip(&verdicts).map(|(sent, verdict)| {
            let mut issues = verdict.issues.clone();
            suggester.add_to(*sent, &mut issues);
            item(
                *sent,
                verdict,
                &issues,
                &crossing_issues(*sent, &headers.collection, is_accessible),
            )
        });
        let idempotency = headers.idempotency_key.as_ref().map(|key| IdempotencyKey {
            key: key.clone(),
            fingerprint: fingerprint(query, call, &bytes),
        });
        let batch = Batch {
            transaction_id: call.transaction.as_str().to_owned(),
            now_millis: call.now_millis,
            items: items.collect(),
            precondition: headers.if_match,
            idempotency,
            is_dry_run: query.is_dry_run,
            context: call.write_context(headers.collection, headers.correlation_id),
        };
        self.upsert(&batch, query, call).await
    }

    /// Brings the batch to the store, and its settlement to the caller.
    async fn upsert(
        &self,
        batch: &Batch<'_>,
        query: Query,
        call: &Call<'_>,
    ) -> Result<Answer, Rejection> {
        if let Some(claim) = batch.claim()
            && !self.store.claim(&batch.context.collection, &claim).await?
        {
            return Err(Rejection::KeyInUse);
        }
        let (transaction_id, results) = match self.store.upsert(batch).await? {
            Settlement::Settled { transaction_id, results } => (transaction_id, results),
            Settlement::PreconditionFailed { version } => {
                return Err(Rejection::PreconditionFailed(version));
            }
            Settlement::KeyReused => return Err(Rejection::KeyReused),
        };
        // Those of an earlier request have been logged.
        if transaction_id == batch.transaction_id {
            for result in &results {
                if let ItemResult::Failure { fault: Some(fault), .. } = result {
                    self.host.log_fault(&transaction_id, fault);
                }
            }
        }
        let answer =
            answer(&batch.items, &results, query.include_system_data, &transaction_id, call);
        Ok(match results.as_slice() {
            [ItemResult::Success { version, .. }] => {
                answer.with_header(ETAG, &entity_tag(*version))
            }
            _ => answer,
        })
    }
}

/// What the store is to know of a relationship that was judged.
fn item<'d>(
    sent: Value<'d>,
    verdict: &'d Verdict,
    issues: &[Issue],
    crossing: &[Issue],
) -> Item<'d> {
    let id = sent.get(ID).and_then(Value::as_str);
    let is_refused = !(issues.is_empty() && crossing.is_empty());
    let draft = id.filter(|_| verdict.has_valid_id && !verdict.is_duplicate).map(|id| {
        let types = verdict.relationship_type.iter();
        let defaults = types.flat_map(|relationship_type| relationship_type.defaults());
        Draft::new(id, sent, defaults, is_refused)
    });
    let reported = |issues: &[Issue]| issues.iter().map(ReportedIssue::from).collect();
    Item { id, draft, issues: reported(issues), crossing: reported(crossing) }
}

/// What makes a request another one, beside who sends it and where to: a SHA-256 in hexadecimal.
fn fingerprint(query: Query, call: &Call<'_>, body: &[u8]) -> String {
    let mut hash = Sha256::new();
    let if_match = joined(call.headers, "if-match").unwrap_or_default();
    // A dry run tells what the real call would answer, so it is the same request.
    hash.update(format!("{}\n{if_match}\n", query.include_system_data));
    hash.update(body);
    hex(&hash.finalize())
}
