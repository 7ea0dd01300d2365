//! Parts of requests that were taken in, on their way through Cloudflare Queues. A message is a few bytes:
//! the part itself stays with its collection's object until it is settled.

use er_relationships::relationship::CollectionId;
use er_relationships::store::{PartQueue, StoreError};
use worker::{
    BatchMessageBuilder, Env, MessageBatch, MessageExt as _, Queue, QueueContentType,
    RawMessageBuilder, Result,
};

use crate::WorkerEndpoint;

/// The binding's name in `wrangler.toml`.
const BINDING: &str = "PARTS";

/// The queue, or why there is none.
pub(crate) struct WorkerQueue(std::result::Result<Queue, StoreError>);

impl WorkerQueue {
    pub(crate) fn of(env: &Env) -> Self {
        Self(env.queue(BINDING).map_err(|error| {
            StoreError::Unavailable(format!("queue binding {BINDING} is missing: {error}"))
        }))
    }

    /// Whether there is one.
    pub(crate) fn is_bound(&self) -> bool {
        self.0.is_ok()
    }
}

impl PartQueue for WorkerQueue {
    async fn send(
        &self,
        collection: &CollectionId,
        parts: &[String],
    ) -> std::result::Result<(), StoreError> {
        let queue = self.0.as_ref().map_err(StoreError::clone)?;
        let messages = parts.iter().map(|part| {
            let text = format!("{collection} {part}");
            RawMessageBuilder::new(text.into()).build_with_content_type(QueueContentType::Text)
        });
        let batch = BatchMessageBuilder::new().messages(messages).build();
        queue
            .send_raw_batch(batch)
            .await
            .map_err(|error| StoreError::Unavailable(format!("queue: {error}")))
    }
}

/// Processes the parts that the queue brings. One that could not be processed comes again, from the queue
/// at first and in the end from its object.
pub(crate) async fn process(endpoint: &WorkerEndpoint, batch: &MessageBatch<String>) -> Result<()> {
    for message in batch.iter() {
        let message = message?;
        // A collection's id has no space.
        let named = message.body().split_once(' ');
        let named = named.and_then(|(id, part)| Some((CollectionId::new(id).ok()?, part)));
        let processed = match named {
            Some((collection, part)) => endpoint.process_part(&collection, part).await,
            None => Err("names no part".to_owned()),
        };
        match processed {
            Ok(()) => message.ack(),
            Err(reason) => {
                worker::console_error!("part `{}`: {reason}", message.body());
                message.retry();
            }
        }
    }
    Ok(())
}
