//! `POST /apollo/schema/relationshiptypes/validate/ontology`: would this relationship be accepted,
//! between entities of these types?

use http::StatusCode;

use super::answer::{Answer, TransactionId};
use super::headers::correlation_id;
use super::query::Query;
use super::registry_request::{object_member, object_of, read_body, require_json};
use super::rejection::Rejection;
use super::shown_type::parse_entry;
use super::{Authenticate, Body, Call, Endpoint, Host};
use crate::catalog::{entity_types, is_entity_type};
use crate::json::{Document, Value, Writer, write_string, write_value};
use crate::relationship::{RELATIONSHIP_TYPE, judge};
use crate::store::{Registrar, Store};

const SCOPE: &str = "apollo_read";

impl<S: Store, R: Registrar, A: Authenticate, H: Host> Endpoint<S, R, A, H> {
    /// Nothing for a built-in type; else one message to the registry's object, and one KV read where
    /// it knows nothing; on KV alone the read. The schema is compiled anew.
    ///
    /// 1. scope: 403
    /// 2. query: 400
    /// 3. headers: 415, 400
    /// 4. the body: 413, 400
    /// 5. the type: 404, 503
    /// 6. the verdict: 200, whatever it is
    pub(super) async fn validate_ontology<B: Body>(
        &self,
        call: &Call<'_>,
        body: B,
    ) -> Result<Answer, Rejection> {
        call.require_scope(SCOPE)?;
        Query::parse(call.uri.query())?;
        require_json(call.headers)?;
        correlation_id(call.headers)?;

        let bytes = read_body(body).await?;
        let document = Document::parse(&bytes)?;
        let body = object_of(&document, &[RELATIONSHIP, SOURCE, DESTINATION])?;
        let missing = || Rejection::bad_request("relationshipObj is missing");
        let relationship = object_member(body, RELATIONSHIP)?.ok_or_else(missing)?;
        let given = [entity_type(body, SOURCE)?, entity_type(body, DESTINATION)?];
        let name =
            relationship.get(RELATIONSHIP_TYPE).and_then(Value::as_str).ok_or_else(|| {
                Rejection::bad_request("relationshipObj.relationshipType must be a string")
            })?;

        let text = self.type_entry(name).await?;
        let entry = parse_entry(name, &text)?;
        let compiled = self.registry.compile_entry(name, &text)?;

        let issues = judge(relationship, Some(&compiled));
        let mut reasons: Vec<String> = issues.iter().map(|issue| issue.message()).collect();
        let allowed = entity_types(entry.schema());
        let allowed = allowed.map(|(source, destination)| [source, destination]);
        for (index, (member, given)) in [SOURCE, DESTINATION].into_iter().zip(given).enumerate() {
            let allowed = allowed.and_then(|allowed| allowed.get(index).copied());
            if let (Some(given), Some(allowed)) = (given, allowed)
                && !is_entity_type(given, allowed)
            {
                reasons.push(format!("{member}.entityType is not that of the relationship type"));
            }
        }
        let is_valid = reasons.is_empty();
        if is_valid {
            reasons.push("Validation successful".to_owned());
        }
        let validation_id = TransactionId::new(self.host.random_bytes());
        let (message, transaction) = ("Operation completed", call.transaction.as_str());
        let mut answer = Answer::with_data(StatusCode::OK, message, transaction, |data| {
            let mut object = Writer::object(data);
            object.string("validationId", validation_id.as_str());
            let mut list = Writer::array(object.member("reason"));
            reasons.iter().for_each(|reason| write_string(list.element(), reason));
            list.end();
            object.string("version", &entry.version().to_string());
            write_value(object.member("schema"), entry.schema());
            object.raw("valid", if is_valid { "true" } else { "false" });
            object.end();
        });
        answer.add_member("paging", |paging| paging.push_str("null"));
        Ok(answer)
    }
}

/// The members of the body.
const RELATIONSHIP: &str = "relationshipObj";
const SOURCE: &str = "sourceEntityObj";
const DESTINATION: &str = "destinationEntityObj";

/// The `entityType` of an entity, if it is given.
fn entity_type<'d>(body: Value<'d>, member: &str) -> Result<Option<&'d str>, Rejection> {
    let Some(given) = object_member(body, member)?.and_then(|entity| entity.get("entityType"))
    else {
        return Ok(None);
    };
    match given.as_str() {
        Some(given) => Ok(Some(given)),
        None => Err(Rejection::bad_request(&format!("{member}.entityType must be a string"))),
    }
}
