//! The verdicts on a body, by types that stay what they are until it is stored.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::rejection::Rejection;
use super::{Authenticate, Call, Endpoint, Host};
use crate::json::Value;
use crate::relationship::{RELATIONSHIP_TYPE, Verdict, judge_batch};
use crate::store::{Registrar, Store};

/// How often a body is judged when its types change meanwhile.
const ATTEMPTS: usize = 3;

impl<S: Store, R: Registrar, A: Authenticate, H: Host> Endpoint<S, R, A, H> {
    /// Judges relationships. If they are to be stored, the types of those that are right are in use
    /// afterwards: from then on such a type changes only so that what is stored stays valid. A type
    /// that changed between the judgement and that is judged by again.
    ///
    /// Mostly one KV read, or none; and for each type that is used for the first time a KV read and a
    /// message to the registry's object.
    pub(super) async fn judge(
        &self,
        sent: &[Value<'_>],
        are_to_be_stored: bool,
        call: &Call<'_>,
    ) -> Result<Vec<Verdict>, Rejection> {
        let named = sent.iter().filter_map(|item| item.get(RELATIONSHIP_TYPE)?.as_str());
        let named: BTreeSet<&str> = named.collect();
        for _ in 0..ATTEMPTS {
            let types = self.registry.relationship_types(named.iter().copied(), call.now_millis);
            let types = types.await?;
            let verdicts: Vec<Verdict> =
                judge_batch(sent, |name| types.get(name).cloned()).collect();
            let right = verdicts.iter().filter(|verdict| verdict.issues.is_empty());
            let used: BTreeMap<&str, &Rc<_>> = right
                .filter_map(|verdict| verdict.relationship_type.as_ref())
                .map(|used| (used.name(), used))
                .collect();
            let transaction = call.transaction.as_str();
            if !are_to_be_stored
                || self.registry.use_types(used.into_values(), transaction, call.now_millis).await?
            {
                return Ok(verdicts);
            }
        }
        Err(Rejection::Unavailable("the types changed with every look at them".to_owned()))
    }
}
