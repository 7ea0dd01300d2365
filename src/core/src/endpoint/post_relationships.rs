//! `POST /apollo/er/relationships`: create or update up to 100 relationships.

use http::header::ETAG;
use sha2::{Digest, Sha256};

use super::answer::Answer;
use super::entity_tag::entity_tag;
use super::headers::{PostHeaders, joined};
use super::judging::Purpose;
use super::query::Query;
use super::registry_request::read_body;
use super::rejection::Rejection;
use super::upsert_answer::answer;
use super::{Authenticate, Body, Call, Endpoint, Host};
use crate::csv::{CsvLimits, json_of_csv};
use crate::json::{Document, hex};
use crate::relationship::{MAX_BODY_BYTES, MAX_RELATIONSHIPS, items};
use crate::store::{Permission, Registrar, Store};
use crate::upsert::{Batch, IdempotencyKey, ItemResult, Settlement};

/// A body of CSV is held to the limits of the JSON that it stands for.
const CSV_LIMITS: CsvLimits =
    CsvLimits { max_rows: MAX_RELATIONSHIPS, max_json_bytes: MAX_BODY_BYTES };

const SCOPE: &str = "apollo_write";

impl<S: Store, R: Registrar, A: Authenticate, H: Host> Endpoint<S, R, A, H> {
    /// Contract section 2 from row 4 on. Costs a KV read for the collection, one for the collections and
    /// one for the types that the body names, none of which is made for what is remembered, and one
    /// message to the writer, with a key two; on KV alone one bulk read, and a write for each relationship
    /// that changed. Types that are used for the first time: see [`verdicts`](Self::verdicts).
    ///
    /// 1. scope: 403
    /// 2. query: 400
    /// 3. headers: 415, 400
    /// 4. the collection and the caller's permission: 403, 503
    /// 5. with `async: true` all else is [`take_in`](Self::take_in)'s
    /// 6. the body: 413, 400
    /// 7. the collections and types that it names: 503
    /// 8. the verdict on each relationship
    /// 9. the store's: 409, 412, 422, 503, else 201 or 207
    pub(super) async fn post_relationships<B: Body>(
        &self,
        call: &Call<'_>,
        body: B,
    ) -> Result<Answer, Rejection> {
        call.require_scope(SCOPE)?;
        let query = Query::parse(call.uri.query())?;
        let headers = PostHeaders::parse(call.headers)?;
        self.require_permission(&headers.collection, Permission::ReadWrite, call).await?;
        if headers.is_async {
            return self.take_in(call, headers, query, body).await;
        }

        let bytes = read_body(body).await?;
        let json = headers.is_csv.then(|| json_of_csv(&bytes, CSV_LIMITS)).transpose()?;
        let document = Document::parse(json.as_ref().map_or(&*bytes, String::as_bytes))?;
        let sent = items(&document, MAX_RELATIONSHIPS)?;
        if headers.if_match.is_some() && sent.len() > 1 {
            return Err(Rejection::bad_request("header If-Match takes one relationship"));
        }

        let transaction_id = call.transaction.as_str();
        let purpose = Purpose {
            transaction_id,
            now_millis: call.now_millis,
            are_to_be_stored: !query.is_dry_run,
        };
        let judged = self.judge(sent, purpose).await?;
        let context = call.write_context(headers.collection, headers.correlation_id);
        let idempotency = headers
            .idempotency_key
            .map(|key| IdempotencyKey { key, fingerprint: fingerprint(query, call, &bytes) });
        let batch = Batch {
            transaction_id: transaction_id.to_owned(),
            now_millis: call.now_millis,
            items: judged.items(&context),
            precondition: headers.if_match,
            idempotency,
            is_dry_run: query.is_dry_run,
            context,
        };
        self.upsert(&batch, query, call).await
    }

    /// Notes what of a batch's results is our own fault.
    pub(super) fn log_faults(&self, transaction_id: &str, results: &[ItemResult]) {
        for result in results {
            if let ItemResult::Failure { fault: Some(fault), .. } = result {
                self.host.log_fault(transaction_id, fault);
            }
        }
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
            self.log_faults(&transaction_id, &results);
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

/// What makes a request another one, beside who sends it and where to: a SHA-256 in hexadecimal.
fn fingerprint(query: Query, call: &Call<'_>, body: &[u8]) -> String {
    let mut hash = Sha256::new();
    let if_match = joined(call.headers, "if-match").unwrap_or_default();
    // A dry run tells what the real call would answer, so it is the same request.
    hash.update(format!("{}\n{if_match}\n", query.include_system_data));
    hash.update(body);
    hex(&hash.finalize())
}
