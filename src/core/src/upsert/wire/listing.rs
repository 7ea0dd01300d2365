//! What is to be listed.

use super::{number, text_of};
use crate::json::{Value, Writer};
use crate::store::{Direction, Filter, Listing, LogFilter, PageRequest};

pub(super) fn write_listing(head: &mut Writer<'_>, listing: &Listing) {
    match listing {
        Listing::Relationships(Filter::All) => head.string("what", "relationships"),
        Listing::Relationships(Filter::OfType(name)) => {
            head.string("what", "type");
            head.string("id", name);
        }
        Listing::Relationships(Filter::OfEntity { id, direction }) => {
            head.string("what", "entity");
            head.string("id", id);
            head.string("direction", direction.as_str());
        }
        Listing::Versions(id) => {
            head.string("what", "versions");
            head.string("id", id);
        }
        Listing::Counts => head.string("what", "counts"),
        Listing::Log(LogFilter::Transaction { id, relationship }) => {
            head.string("what", "transaction");
            head.string("id", id);
            if let Some(relationship) = relationship {
                head.string("relationship", relationship);
            }
        }
        Listing::Log(LogFilter::Relationship(id)) => {
            head.string("what", "log");
            head.string("id", id);
        }
    }
}

pub(super) fn read_listing(head: Value<'_>) -> Option<(Listing, PageRequest)> {
    let owned = |name: &str| text_of(head, name).map(str::to_owned);
    let listing = match text_of(head, "what")? {
        "relationships" => Listing::Relationships(Filter::All),
        "type" => Listing::Relationships(Filter::OfType(owned("id")?)),
        "entity" => Listing::Relationships(Filter::OfEntity {
            id: owned("id")?,
            direction: Direction::from_name(text_of(head, "direction")?)?,
        }),
        "versions" => Listing::Versions(owned("id")?),
        "counts" => Listing::Counts,
        "transaction" => Listing::Log(LogFilter::Transaction {
            id: owned("id")?,
            relationship: owned("relationship"),
        }),
        "log" => Listing::Log(LogFilter::Relationship(owned("id")?)),
        _ => return None,
    };
    let limit = usize::try_from(head.get("limit").and_then(number)?).ok()?;
    Some((listing, PageRequest { after: owned("after"), limit }))
}
