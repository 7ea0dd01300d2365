//! What a caller sees of a collection.

use crate::json::{Writer, write_string};
use crate::relationship::CollectionId;
use crate::store::{Collection, Permission};

/// The collection as a JSON object; in lists with what the caller may do there. Names of vaults and
/// accounts nobody tells us.
pub(super) fn write_collection(
    out: &mut String,
    id: &CollectionId,
    collection: &Collection,
    permission: Option<Permission>,
) {
    let mut object = Writer::object(out);
    object.string("id", id.as_str());
    object.string("collectionId", id.as_str());
    object.string("collectionName", collection.name.as_deref().unwrap_or(id.as_str()));
    for (id_member, id, name_member) in [
        ("vaultId", &collection.vault_id, "vaultName"),
        ("accountId", &collection.account_id, "accountName"),
    ] {
        match id {
            Some(id) => write_string(object.member(id_member), id),
            None => object.raw(id_member, "null"),
        }
        object.raw(name_member, "null");
    }
    if let Some(permission) = permission {
        object.string("permission", permission.as_str());
    }
    object.end();
}
