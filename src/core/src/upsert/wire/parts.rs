//! What several messages have, those of the registry among them.

use super::{number, text_of};
use crate::json::{Value, Writer};
use crate::relationship::{CollectionId, WriteContext};
use crate::upsert::IfMatch;

/// The member of an object that tells which versions are met, if any need be.
pub(crate) fn write_if_match(object: &mut Writer<'_>, if_match: Option<&IfMatch>) {
    match if_match {
        None => {}
        Some(IfMatch::Any) => object.string("ifMatch", "*"),
        Some(IfMatch::Versions(versions)) => {
            let mut list = Writer::array(object.member("ifMatch"));
            for version in versions {
                list.element().push_str(&version.to_string());
            }
            list.end();
        }
    }
}

/// Reads what [`write_if_match`] wrote; `None` if it did not.
#[expect(clippy::option_option, reason = "what cannot be read is not what is not there")]
pub(crate) fn read_if_match(object: Value<'_>) -> Option<Option<IfMatch>> {
    Some(match object.get("ifMatch") {
        None => None,
        Some(value) => Some(match value.elements() {
            Some(versions) => IfMatch::Versions(versions.map(number).collect::<Option<_>>()?),
            None => IfMatch::Any,
        }),
    })
}

/// The members of an object that tell who writes, and where.
pub(crate) fn write_context(object: &mut Writer<'_>, context: &WriteContext) {
    object.string("collection", context.collection.as_str());
    object.string("correlation", &context.correlation_id);
    object.string("timestamp", &context.timestamp);
    if let Some(client) = &context.client {
        object.string("client", client);
    }
    object.string("requestor", &context.requestor);
}

/// Reads what [`write_context`] wrote.
pub(crate) fn read_context(object: Value<'_>) -> Option<WriteContext> {
    let owned = |name: &str| text_of(object, name).map(str::to_owned);
    Some(WriteContext {
        collection: CollectionId::new(text_of(object, "collection")?).ok()?,
        correlation_id: owned("correlation")?,
        timestamp: owned("timestamp")?,
        client: owned("client"),
        requestor: owned("requestor")?,
    })
}
