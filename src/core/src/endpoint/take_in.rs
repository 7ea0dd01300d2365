//! `POST /apollo/er/relationships` with `async: true`: up to 10,000 relationships, taken in now and
//! processed by a queue, a hundred at a time.

use http::StatusCode;

use super::answer::Answer;
use super::headers::PostHeaders;
use super::judging::Purpose;
use super::query::Query;
use super::registry_request::read_large_body;
use super::rejection::Rejection;
use super::upsert_answer::origin;
use super::{Authenticate, Body, Call, Endpoint, Host};
use crate::json::{Document, Value, Writer, concat, write_value};
use crate::relationship::{CollectionId, MAX_RELATIONSHIPS, items};
use crate::store::{Job, JobPart, PART_SIZE, Registrar, Store};
use crate::upsert::{Batch, Settlement};

/// The most relationships of a request that is processed later (documentation of the asynchronous call).
const MAX_TAKEN_IN: usize = 10_000;

/// Its bytes: four times those of one that is answered at once, since ten thousand real relationships have
/// five million.
const MAX_TAKEN_IN_BYTES: usize = 16 * 1024 * 1024;

impl<S: Store, R: Registrar, A: Authenticate, H: Host> Endpoint<S, R, A, H> {
    /// Contract section 2 from row 8 on; one message to the writer, and nothing on KV alone:
    ///
    /// 1. the headers that have no meaning here: 400
    /// 2. the body: 413, 400
    /// 3. the store's: 501, 503, else 202
    pub(super) async fn take_in<B: Body>(
        &self,
        call: &Call<'_>,
        headers: PostHeaders,
        query: Query,
        body: B,
    ) -> Result<Answer, Rejection> {
        for (is_given, name) in [
            (headers.is_csv, "Content-Type text/csv"),
            (headers.idempotency_key.is_some(), "header Idempotency-Key"),
            (headers.if_match.is_some(), "header If-Match"),
            (query.is_dry_run, "query parameter dryRun"),
        ] {
            if is_given {
                return Err(Rejection::bad_request(&concat(&[name, " takes async: false"])));
            }
        }
        let bytes = read_large_body(body, MAX_TAKEN_IN_BYTES).await?;
        let document = Document::parse(&bytes)?;
        let sent = items(&document, MAX_TAKEN_IN)?;
        let part = |sent: &[Value<'_>]| {
            let mut text = String::new();
            if let [relationship] = sent {
                // As deep as JSON may be at all, so that no list can stand around it.
                write_value(&mut text, *relationship);
                return JobPart { count: 1, text };
            }
            let mut list = Writer::array(&mut text);
            for relationship in sent {
                write_value(list.element(), *relationship);
            }
            list.end();
            JobPart { count: sent.len(), text }
        };
        let job = Job {
            transaction_id: call.transaction.as_str().to_owned(),
            now_millis: call.now_millis,
            parts: sent.chunks(PART_SIZE).map(part).collect(),
            context: call.write_context(headers.collection, headers.correlation_id),
        };
        self.store.accept(&job).await?;
        let id = &*job.transaction_id;
        let tracker = [&origin(call.uri), "/apollo/status/logs?transactionid=", id].concat();
        let message =
            concat(&["Request ", id, " is processed and can be tracked by URL ", &tracker]);
        Ok(Answer::with_data(StatusCode::ACCEPTED, &message, id, |data| {
            Writer::object(data).end();
        }))
    }

    /// Processes a part of a request that was taken in, if nobody has yet. The caller's permission is that
    /// of the moment when it was taken in; the types are those of now.
    ///
    /// One message to the writer for the part and one with the batch; reads as for a post.
    ///
    /// # Errors
    ///
    /// Why it was not processed, for the log; it is to be tried again.
    pub async fn process_part(&self, collection: &CollectionId, part: &str) -> Result<(), String> {
        let processed = self.try_process_part(collection, part).await;
        processed.map_err(|rejection| match rejection.fault() {
            Some(fault) => fault.to_owned(),
            None => "a part that is no list of relationships".to_owned(),
        })
    }

    async fn try_process_part(
        &self,
        collection: &CollectionId,
        part: &str,
    ) -> Result<(), Rejection> {
        let Some(taken) = self.store.take(collection, part).await? else {
            return Ok(());
        };
        let now_millis = self.host.now_millis();
        let document = Document::parse_own(&taken.text)?;
        let sent = items(&document, MAX_RELATIONSHIPS)?;
        let purpose = Purpose { transaction_id: part, now_millis, are_to_be_stored: true };
        let judged = self.judge(sent, purpose).await?;
        let batch = Batch {
            transaction_id: part.to_owned(),
            now_millis,
            items: judged.items(&taken.context),
            precondition: None,
            idempotency: None,
            is_dry_run: false,
            context: taken.context.clone(),
        };
        if let Settlement::Settled { results, .. } = self.store.upsert(&batch).await? {
            self.log_faults(part, &results);
        }
        Ok(())
    }
}
