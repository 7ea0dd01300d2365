//! `POST /apollo/schema/relationshiptypes`: registers relationship types, or changes them.

use std::collections::BTreeSet;

use http::StatusCode;

use super::answer::{Answer, timestamp};
use super::headers::correlation_id;
use super::query::Query;
use super::registry_request::{read_body, require_schema_json, schema_collection_id};
use super::rejection::Rejection;
use super::{Authenticate, Body, Call, Endpoint, Host};
use crate::json::{Document, Kind, Value, Writer, write_string, write_value};
use crate::store::{NewType, Registrar, Registration, Store, TypeChange};

const SCOPE: &str = "apollo_admin";

/// The most schemas in one request.
const MAX_SCHEMAS: usize = 100;

impl<S: Store, R: Registrar, A: Authenticate, H: Host> Endpoint<S, R, A, H> {
    /// One KV read and one message to the registry's object; on KV alone one read, and a write for
    /// each type that changes.
    ///
    /// 1. scope: 403
    /// 2. query: 400
    /// 3. headers: 415, 400
    /// 4. the body: 413, 400
    /// 5. each schema by itself, and what is registered of its type: 503, else 201, 206 when some
    ///    were refused, or 422 when all were
    pub(super) async fn post_relationship_types<B: Body>(
        &self,
        call: &Call<'_>,
        body: B,
    ) -> Result<Answer, Rejection> {
        call.require_scope(SCOPE)?;
        Query::parse_without_dry_run(call.uri.query())?;
        require_schema_json(call.headers)?;
        let schema_collection_id = schema_collection_id(call.headers)?;
        let correlation_id = correlation_id(call.headers)?;

        let bytes = read_body(body).await?;
        let document = Document::parse(&bytes)?;
        let sent = schemas(&document)?;

        let mut names = BTreeSet::new();
        let mut outcomes: Vec<Outcome<'_>> = Vec::with_capacity(sent.len());
        let mut new_types = Vec::new();
        for schema in sent {
            let title = schema.get("title").and_then(Value::as_str);
            let compiled = self.compile(schema).and_then(|new_type| {
                match names.insert(new_type.name().to_owned()) {
                    true => Ok(new_type),
                    false => Err("`#/title` stands in an earlier schema, too".to_owned()),
                }
            });
            outcomes.push(Outcome {
                title,
                result: compiled.as_ref().map(|_| false).map_err(Clone::clone),
            });
            new_types.extend(compiled);
        }
        let registration = Registration {
            schema_collection_id,
            timestamp: timestamp(call.now_millis),
            requestor: call.principal.subject.clone(),
            client: call.principal.client.clone(),
            correlation_id: correlation_id.unwrap_or_else(|| call.transaction.as_str().to_owned()),
        };
        if !new_types.is_empty() {
            let transaction = call.transaction.as_str();
            let changes =
                self.registry.register_types(new_types, registration, transaction, call.now_millis);
            let compiled = outcomes.iter_mut().filter(|outcome| outcome.result.is_ok());
            for (outcome, change) in compiled.zip(changes.await?) {
                outcome.result = match change {
                    TypeChange::Stored { is_new, .. } => Ok(is_new),
                    TypeChange::Refused(reason) => Err(reason),
                };
            }
        }
        Ok(answer(&outcomes, call))
    }

    /// The text is what is stored: digits are kept, spaces are not.
    fn compile(&self, schema: Value<'_>) -> Result<NewType, String> {
        let mut text = String::new();
        write_value(&mut text, schema);
        self.registry.compile(text).map_err(|error| error.to_string())
    }
}

/// What became of a schema.
struct Outcome<'d> {
    title: Option<&'d str>,
    /// Whether the type is new, or why it was refused.
    result: Result<bool, String>,
}

/// One schema, or a list of them; what is no schema at all is found when it is compiled.
fn schemas<'d>(body: &'d Document<'_>) -> Result<Vec<Value<'d>>, Rejection> {
    let root = body.root();
    let Some(elements) = root.elements() else {
        return match root.kind() {
            Kind::Object => Ok(vec![root]),
            _ => Err(Rejection::bad_request("the body must be one schema or a list of schemas")),
        };
    };
    match elements.clone().count() {
        0 => Err(Rejection::bad_request("the list of schemas is empty")),
        1..=MAX_SCHEMAS => Ok(elements.collect()),
        _ => {
            let most = format!("number of schemas supplied exceeds the limit of {MAX_SCHEMAS}");
            Err(Rejection::PayloadTooLarge(most))
        }
    }
}

fn answer(outcomes: &[Outcome<'_>], call: &Call<'_>) -> Answer {
    let count =
        |wanted| outcomes.iter().filter(|it| it.result.as_ref().ok() == Some(&wanted)).count();
    let (inserted, updated) = (count(true), count(false));
    let failed = outcomes.len().saturating_sub(inserted + updated);
    let (status, name) = match (inserted + updated, failed) {
        (_, 0) => (StatusCode::CREATED, "success"),
        (0, _) => (StatusCode::UNPROCESSABLE_ENTITY, "failed"),
        _ => (StatusCode::PARTIAL_CONTENT, "partial_success"),
    };
    let reason = format!(
        "attempted '{}' schemas: inserted '{inserted}' schemas, updated '{updated}' schemas, \
        '{failed}' failed",
        outcomes.len()
    );
    Answer::with_data(status, name, call.transaction.as_str(), |data| {
        let mut object = Writer::object(data);
        object.string("status", name);
        object.string("reason", &reason);
        let mut list = Writer::array(object.member("success"));
        for outcome in outcomes.iter().filter(|outcome| outcome.result.is_ok()) {
            write_string(list.element(), outcome.title.unwrap_or_default());
        }
        list.end();
        let mut list = Writer::array(object.member("failed"));
        for (index, Outcome { title, result }) in outcomes.iter().enumerate() {
            let Err(reason) = result else { continue };
            let mut failure = Writer::object(list.element());
            match title {
                Some(title) => write_string(failure.member("title"), title),
                None => failure.raw("title", "null"),
            }
            failure.raw("index", &index.to_string());
            failure.string("reason", reason);
            failure.end();
        }
        list.end();
        object.end();
    })
}
