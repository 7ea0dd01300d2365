//! The verdicts on a body, by types that stay what they are until it is stored.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::rejection::Rejection;
use super::{Authenticate, Endpoint, Host};
use crate::catalog::BuiltIn;
use crate::issue::{Issue, ReportedIssue};
use crate::json::{Value, text_eq};
use crate::relationship::{
    CollectionId, DESTINATION_COLLECTION, ID, RELATIONSHIP_TYPE, Suggester, Verdict, WriteContext,
    crossing_issues, judge_batch,
};
use crate::store::{Collection, Permission, Registrar, Store};
use crate::upsert::{Draft, Item};

/// How often a body is judged when its types change meanwhile.
const ATTEMPTS: usize = 3;

/// For whom relationships are judged, and what for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Purpose<'p> {
    /// The request's id.
    pub(super) transaction_id: &'p str,
    pub(super) now_millis: u64,
    pub(super) are_to_be_stored: bool,
}

/// Relationships and the verdicts on them.
#[derive(Debug)]
pub(super) struct Judged<'d> {
    sent: Vec<Value<'d>>,
    verdicts: Vec<Verdict>,
    /// The collections that they lead to.
    destinations: BTreeMap<String, Rc<Collection>>,
}

impl<S: Store, R: Registrar, A: Authenticate, H: Host> Endpoint<S, R, A, H> {
    /// Judges relationships. Mostly two KV reads, or none: of collections that they lead to, and of
    /// types.
    pub(super) async fn judge<'d>(
        &self,
        sent: Vec<Value<'d>>,
        purpose: Purpose<'_>,
    ) -> Result<Judged<'d>, Rejection> {
        let named = texts_of(&sent, DESTINATION_COLLECTION);
        let ids: Vec<CollectionId> =
            named.into_iter().filter_map(|id| CollectionId::new(id).ok()).collect();
        let destinations = self.registry.collections(&ids, purpose.now_millis).await?;
        let verdicts = self.verdicts(&sent, purpose).await?;
        Ok(Judged { sent, verdicts, destinations })
    }

    /// If relationships are to be stored, the types of those that are right are in use afterwards:
    /// from then on such a type changes only so that what is stored stays valid. A type that changed
    /// between the judgement and that is judged by again.
    ///
    /// If any type is used for the first time, one KV read and one message to the registry's object; on KV
    /// alone one read, and a write for each of these types.
    async fn verdicts(
        &self,
        sent: &[Value<'_>],
        purpose: Purpose<'_>,
    ) -> Result<Vec<Verdict>, Rejection> {
        let Purpose { transaction_id, now_millis, are_to_be_stored } = purpose;
        let named = texts_of(sent, RELATIONSHIP_TYPE);
        for _ in 0..ATTEMPTS {
            let types = self.registry.relationship_types(named.iter().copied(), now_millis).await?;
            let verdicts: Vec<Verdict> =
                judge_batch(sent, |name| types.get(name).cloned()).collect();
            let right = verdicts.iter().filter(|verdict| verdict.issues.is_empty());
            let mut used: Vec<&Rc<_>> = Vec::new();
            for verdict in right {
                let found = verdict.relationship_type.as_ref();
                used.extend(found.filter(|it| !used.iter().any(|known| Rc::ptr_eq(known, it))));
            }
            if !are_to_be_stored
                || self.registry.use_types(used, transaction_id, now_millis).await?
            {
                return Ok(verdicts);
            }
        }
        Err(Rejection::Unavailable("the types changed with every look at them".to_owned()))
    }
}

/// The different texts that relationships have for a property. They are few, so looking through them
/// beats sorting all.
fn texts_of<'d>(sent: &[Value<'d>], property: &str) -> Vec<&'d str> {
    let mut texts: Vec<&str> = Vec::new();
    for item in sent {
        let text = item.get(property).and_then(Value::as_str);
        texts.extend(text.filter(|text| !texts.iter().any(|known| text_eq(known, text))));
    }
    texts
}

impl Judged<'_> {
    /// What the store is to know of each.
    pub(super) fn items(&self, context: &WriteContext) -> Vec<Item<'_>> {
        let is_accessible = |id: &str| {
            let found = self.destinations.get(id);
            found.is_some_and(|found| found.allows(&context.requestor, Permission::ReadOnly))
        };
        // Names of other customers' types are nobody's business.
        let suggestible = BuiltIn::default();
        let mut suggester = Suggester::new(&suggestible);
        let items = self.sent.iter().zip(&self.verdicts).map(|(sent, verdict)| {
            let mut issues = verdict.issues.clone();
            suggester.add_to(*sent, &mut issues);
            let crossing = crossing_issues(*sent, &context.collection, is_accessible);
            item(*sent, verdict, &issues, &crossing)
        });
        items.collect()
    }
}

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
