//! The verdict on what was sent, as far as it needs no store: contract section 4 down to
//! duplicate ids.

use std::collections::HashSet;
use std::rc::Rc;

use rustc_hash::FxBuildHasher;

use super::ids::id_fault;
use super::{
    CUSTOM_DATA, DESTINATION_COLLECTION, ENVELOPE, ID, IDS, IS_ACTIVE, RELATIONSHIP_TYPE, REQUIRED,
    RESTRICTED, SOURCE_COLLECTION,
};
use crate::catalog::RelationshipType;
use crate::issue::{Code, Issue};
use crate::json::{Kind, Value, text_eq};
use crate::schema::{MAX_ISSUES, Schema};

/// What came out about one relationship.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// The registered type that it names.
    pub relationship_type: Option<Rc<RelationshipType>>,
    /// Everything that is wrong with it, in the order of contract section 4.
    pub issues: Vec<Issue>,
    /// Whether its `id` is there and keeps the limits of ids.
    pub has_valid_id: bool,
    /// Whether an earlier relationship of the batch has the same id.
    pub is_duplicate: bool,
}

/// Judges the relationships of one body, each when its turn comes; `find_type` knows the registered
/// types, and is asked once for each.
pub fn judge_batch<'i, 'd>(
    items: &'i [Value<'d>],
    find_type: impl FnMut(&str) -> Option<Rc<RelationshipType>> + 'i,
) -> impl Iterator<Item = Verdict> + 'i {
    let mut types = Types::new(find_type);
    // An attacker who makes 100 ids collide gains nothing, so the fastest hash will do.
    let mut ids = HashSet::with_capacity_and_hasher(items.len(), FxBuildHasher);
    items.iter().map(move |item| {
        let named = Named::of(*item);
        let relationship_type = named.relationship_type.and_then(|name| types.get(name));
        let mut issues = judge_named(*item, &named, relationship_type.as_deref());
        let [id, ..] = named.ids;
        let has_valid_id = issues.is_empty() || id.is_some_and(|id| id_fault(id).is_none());
        let is_duplicate = id.is_some_and(|id| !ids.insert(id));
        if is_duplicate {
            issues.truncate(MAX_ISSUES - 1);
            issues.push(Issue::with_property(Code::DuplicateId, ID));
        }
        Verdict { relationship_type, issues, has_valid_id, is_duplicate }
    })
}

/// The types of one batch: few, so that looking through them beats any map.
pub(super) struct Types<'d, F> {
    find: F,
    known: Vec<(&'d str, Option<Rc<RelationshipType>>)>,
}

impl<'d, F: FnMut(&str) -> Option<Rc<RelationshipType>>> Types<'d, F> {
    pub(super) fn new(find: F) -> Self {
        Self { find, known: Vec::new() }
    }

    pub(super) fn get(&mut self, name: &'d str) -> Option<Rc<RelationshipType>> {
        if let Some((_, known)) = self.known.iter().find(|(known, _)| text_eq(known, name)) {
            return known.clone();
        }
        let found = (self.find)(name);
        self.known.push((name, found.clone()));
        found
    }
}

/// The texts of a relationship that are looked at for themselves; found in one pass over the members.
#[derive(Default)]
struct Named<'d> {
    /// One for each of [`IDS`].
    ids: [Option<&'d str>; IDS.len()],
    relationship_type: Option<&'d str>,
}

impl<'d> Named<'d> {
    fn of(item: Value<'d>) -> Self {
        let mut named = Self::default();
        for (name, value) in item.members().into_iter().flatten() {
            if text_eq(name, RELATIONSHIP_TYPE) {
                named.relationship_type = value.as_str();
                continue;
            }
            for (property, id) in IDS.iter().zip(&mut named.ids) {
                if text_eq(name, property) {
                    *id = value.as_str();
                }
            }
        }
        named
    }
}

/// Judges one relationship against its type; `None` when the type is not registered or not named.
pub fn judge(item: Value<'_>, relationship_type: Option<&RelationshipType>) -> Vec<Issue> {
    judge_named(item, &Named::of(item), relationship_type)
}

fn judge_named(
    item: Value<'_>,
    named: &Named<'_>,
    relationship_type: Option<&RelationshipType>,
) -> Vec<Issue> {
    let mut issues = match relationship_type {
        Some(known) if known.covers_own_rules() && known.schema().fits(item) => Vec::new(),
        _ => find_issues(item, relationship_type),
    };
    let mut id_faults = Vec::new();
    for (property, id) in IDS.iter().zip(named.ids) {
        if let Some(code) = id.and_then(id_fault) {
            id_faults.push(Issue::with_property(code, property));
        }
    }
    // They are told even where there are more issues than can be.
    issues.truncate(MAX_ISSUES - id_faults.len());
    issues.extend(id_faults);
    issues
}

/// Everything that is wrong, but for the limits of ids.
fn find_issues(item: Value<'_>, relationship_type: Option<&RelationshipType>) -> Vec<Issue> {
    let own = OwnRules::check(item);
    let mut issues = Vec::new();
    if !own.has(ID) {
        issues.push(Issue::with_property(Code::IdMissing, ID));
    }
    if !own.has(RELATIONSHIP_TYPE) {
        issues.push(Issue::with_property(Code::TypeMissing, RELATIONSHIP_TYPE));
    } else if own.names_a_type && relationship_type.is_none() {
        issues.push(Issue::with_property(Code::TypeNotRegistered, RELATIONSHIP_TYPE));
    }
    if let Some(relationship_type) = relationship_type {
        let schema = relationship_type.schema();
        let found = if own.has_envelope {
            schema.issues(item.without_members(&ENVELOPE).root())
        } else {
            schema.issues(item)
        };
        add_unless_known(&mut issues, found, |found| found.code == Code::PropertyRequired);
    }
    let missing = REQUIRED.into_iter().filter(|name| !own.has(name));
    let missing = missing.map(|name| Issue::with_property(Code::PropertyRequired, name));
    add_unless_known(&mut issues, missing, |_| true);
    add_unless_known(&mut issues, own.kind_faults, |_| true);
    issues
}

/// Whether the schema alone sees to all that [`OwnRules`] checks.
pub(crate) fn own_rules_are_covered(schema: &Schema) -> bool {
    REQUIRED.iter().all(|name| schema.requires(name, Kind::String))
        && RESTRICTED.iter().all(|name| schema.restricts(name, Kind::String))
        && schema.restricts(CUSTOM_DATA, Kind::Object)
        && ENVELOPE.iter().all(|name| schema.excludes(name))
}

/// Adds issues, but not those that `may_repeat` one about the same property.
fn add_unless_known(
    issues: &mut Vec<Issue>,
    more: impl IntoIterator<Item = Issue>,
    may_repeat: fn(&Issue) -> bool,
) {
    for issue in more {
        if !(may_repeat(&issue) && issues.iter().any(|known| known.path == issue.path)) {
            issues.push(issue);
        }
    }
}

/// What contract section 1 demands of every relationship, whatever its type's schema says; found
/// in one pass over the members.
#[derive(Default)]
struct OwnRules {
    /// One bit for each of [`REQUIRED`].
    present: u8,
    names_a_type: bool,
    has_envelope: bool,
    kind_faults: Vec<Issue>,
}

impl OwnRules {
    fn check(item: Value<'_>) -> Self {
        let mut own = Self::default();
        for (name, value) in item.members().into_iter().flatten() {
            if let Some(bit) = REQUIRED.iter().position(|required| *required == name) {
                own.present |= 1 << bit;
                own.names_a_type |= name == RELATIONSHIP_TYPE && value.kind() == Kind::String;
                own.check_kind(name, value, Kind::String, Code::StringExpected);
            } else if ENVELOPE.contains(&name) {
                own.has_envelope = true;
                match name {
                    SOURCE_COLLECTION | DESTINATION_COLLECTION => {
                        own.check_kind(name, value, Kind::String, Code::StringExpected);
                    }
                    IS_ACTIVE if value.as_bool() != Some(true) => {
                        own.kind_faults.push(Issue::with_property(Code::NotInEnumeration, name));
                    }
                    _ => {}
                }
            } else if RESTRICTED.contains(&name) {
                own.check_kind(name, value, Kind::String, Code::StringExpected);
            } else if name == CUSTOM_DATA {
                own.check_kind(name, value, Kind::Object, Code::ObjectExpected);
            }
        }
        own
    }

    fn check_kind(&mut self, name: &str, value: Value<'_>, kind: Kind, code: Code) {
        if value.kind() != kind {
            self.kind_faults.push(Issue::with_property(code, name));
        }
    }

    fn has(&self, required: &str) -> bool {
        let bit = REQUIRED.iter().position(|name| *name == required);
        bit.is_some_and(|bit| self.present & (1 << bit) != 0)
    }
}
