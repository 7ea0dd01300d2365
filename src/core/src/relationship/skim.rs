//! The verdict on a body in which nothing is wrong, straight from its text: no document is made, and
//! most bodies need none.
//!
//! It only ever says "valid". Whatever is not plain (an escape, a member that not every relationship
//! may have, a type whose schema asks for more) is left to [`judge_batch`](super::judge_batch), which
//! says what is wrong, if anything is. `tests/skim_laws.rs` holds the two together.

use std::collections::HashSet;
use std::rc::Rc;

use rustc_hash::FxBuildHasher;

use super::ids::id_fault;
use super::judge::Types;
use super::{
    CUSTOM_DATA, DESTINATION_TYPE, IDS, MAX_RELATIONSHIPS, RELATIONSHIP_TYPE, SOURCE_TYPE,
};
use crate::catalog::RelationshipType;
use crate::json::{Kind, MAX_NODES, Reader, are_below_del, text_eq};
use crate::schema::Schema;

/// The properties that every relationship has or may have, but for those of the service (contract
/// section 1). All are strings but `customData`.
const PROPERTIES: [&str; 12] = [
    IDS[0],
    "relationshipName",
    RELATIONSHIP_TYPE,
    IDS[1],
    IDS[2],
    "brickRelationshipType",
    "brickRelationshipName",
    SOURCE_TYPE,
    "brickSourceEntitySubType",
    DESTINATION_TYPE,
    "brickDestinationEntitySubType",
    CUSTOM_DATA,
];

/// The same as they mostly stand in a text.
const NAMES: [&str; PROPERTIES.len()] = [
    r#""id":"#,
    r#""relationshipName":"#,
    r#""relationshipType":"#,
    r#""sourceEntityId":"#,
    r#""destinationEntityId":"#,
    r#""brickRelationshipType":"#,
    r#""brickRelationshipName":"#,
    r#""brickSourceEntityType":"#,
    r#""brickSourceEntitySubType":"#,
    r#""brickDestinationEntityType":"#,
    r#""brickDestinationEntitySubType":"#,
    r#""customData":"#,
];

/// Where those stand in it that are looked at.
const PLACES_OF_IDS: [usize; IDS.len()] = [0, 3, 4];
const PLACE_OF_TYPE: usize = 2;
const PLACES_OF_CLASSES: [usize; 2] = [7, 9];
const PLACE_OF_CUSTOM_DATA: usize = 11;

/// What is in `customData` may have so many values and names: all that a body may, less what is
/// around them.
const MAX_INNER_NODES: usize = MAX_NODES - 1 - MAX_RELATIONSHIPS * (1 + 2 * PROPERTIES.len());

/// One bit for each of [`PROPERTIES`].
type Bits = u16;

/// What a type's schema makes of [`PROPERTIES`], where it asks for no more than that some are there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fit {
    allowed: Bits,
    required: Bits,
}

/// See [`Fit`].
pub(crate) fn fit_of(schema: &Schema) -> Option<Fit> {
    let mut fit = Fit { allowed: 0, required: 0 };
    for (place, name) in PROPERTIES.iter().enumerate() {
        let kind = if place == PLACE_OF_CUSTOM_DATA { Kind::Object } else { Kind::String };
        fit.allowed |= Bits::from(schema.allows(name, kind)) << place;
        fit.required |= Bits::from(schema.requires(name, kind)) << place;
    }
    (schema.required_count() == Some(fit.required.count_ones() as usize)).then_some(fit)
}

/// How many relationships a body has, if nothing at all is wrong with it and there is nothing to
/// hint at; `find_type` knows the registered types, and is asked once for each.
pub fn count_if_valid(
    text: &str,
    find_type: impl FnMut(&str) -> Option<Rc<RelationshipType>>,
) -> Option<usize> {
    let mut reader = Reader::new(text, MAX_INNER_NODES);
    let mut types = Types::new(find_type);
    // An attacker who makes 100 ids collide gains nothing, so the fastest hash will do.
    let mut ids = HashSet::with_capacity_and_hasher(MAX_RELATIONSHIPS, FxBuildHasher);
    let mut row = Row::default();
    // Then no id has a control character: a string without escapes has none but DEL and those behind.
    let is_printable = are_below_del(text.as_bytes());
    let is_list = reader.take(b'[');
    let depth = usize::from(is_list);
    loop {
        row.read(&mut reader, depth)?;
        let relationship_type = types.get(row.text(PLACE_OF_TYPE))?;
        let is_valid = row.fits(&relationship_type, is_printable)
            && ids.insert(row.text(PLACES_OF_IDS[0]))
            && ids.len() <= MAX_RELATIONSHIPS;
        if !is_valid {
            return None;
        }
        if !(is_list && reader.take(b',')) {
            break;
        }
    }
    let is_whole = (!is_list || reader.take(b']')) && reader.is_at_end();
    is_whole.then_some(ids.len())
}

/// A relationship as it is read; the next one is read into the same place.
#[derive(Default)]
struct Row<'t> {
    seen: Bits,
    /// Those of [`PROPERTIES`] that were seen; of others what an earlier relationship had.
    texts: [&'t str; PROPERTIES.len()],
    /// Which of [`PROPERTIES`] stood where. The next relationship has mostly the same.
    order: [usize; PROPERTIES.len()],
}

impl<'t> Row<'t> {
    /// Reads the next relationship, `depth` containers deep.
    fn read(&mut self, reader: &mut Reader<'t>, depth: usize) -> Option<()> {
        self.seen = 0;
        if !reader.take(b'{') {
            return None;
        }
        let mut members = 0;
        loop {
            let place = self.next_property(reader, members)?;
            let bit = 1 << place;
            if self.seen & bit != 0 {
                return None;
            }
            self.seen |= bit;
            if place == PLACE_OF_CUSTOM_DATA {
                reader.skip_object(depth + 1)?;
            } else {
                *self.texts.get_mut(place)? = reader.string()?;
            }
            members += 1;
            if !reader.take(b',') {
                break;
            }
        }
        reader.take(b'}').then_some(())
    }

    /// Reads up to the value of the `member`th member; the place of its name in [`PROPERTIES`].
    fn next_property(&mut self, reader: &mut Reader<'t>, member: usize) -> Option<usize> {
        let place = self.order.get_mut(member)?;
        if !reader.take_text(NAMES.get(*place)?) {
            let name = reader.string()?;
            *place = PROPERTIES.iter().position(|known| text_eq(known, name))?;
            reader.take(b':').then_some(())?;
        }
        Some(*place)
    }

    fn text(&self, place: usize) -> &'t str {
        let is_seen = self.seen & (1 << place) != 0;
        self.texts.get(place).filter(|_| is_seen).copied().unwrap_or_default()
    }

    /// Whether it is right, but for what other relationships have.
    fn fits(&self, relationship_type: &RelationshipType, is_printable: bool) -> bool {
        let Some(fit) = relationship_type.fit() else {
            return false;
        };
        let [source, destination] = PLACES_OF_CLASSES.map(|place| self.text(place));
        self.seen & !fit.allowed == 0
            && fit.required & !self.seen == 0
            && PLACES_OF_IDS.iter().all(|place| is_id(self.text(*place), is_printable))
            && relationship_type.inverse_for(source, destination).is_none()
    }
}

fn is_id(text: &str, is_printable: bool) -> bool {
    if is_printable {
        (1..=super::MAX_ID_BYTES).contains(&text.len())
    } else {
        id_fault(text).is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_property_has_its_name_and_its_place() {
        for (property, name) in PROPERTIES.iter().zip(NAMES) {
            assert_eq!(format!("\"{property}\":"), name);
        }
        let at =
            |places: &[usize]| places.iter().map(|place| PROPERTIES[*place]).collect::<Vec<_>>();
        assert_eq!(at(&PLACES_OF_IDS), IDS);
        assert_eq!(at(&PLACES_OF_CLASSES), [SOURCE_TYPE, DESTINATION_TYPE]);
        assert_eq!(at(&[PLACE_OF_TYPE, PLACE_OF_CUSTOM_DATA]), [RELATIONSHIP_TYPE, CUSTOM_DATA]);
    }
}
