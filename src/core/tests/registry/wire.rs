//! Questions and replies as text.

use std::collections::BTreeMap;

use er_relationships::store::{
    Change, Changed, Directory, EntryPage, Permission, Question, Refusal, RegistryReply, TypeChange,
};
use er_relationships::upsert::IfMatch;

use crate::service::*;

const ODD: &str = "a\"\\\n\u{0}é,%💧";

fn questions() -> Vec<Question> {
    let text = || ODD.to_owned();
    let found: BTreeMap<_, _> = [("t:x".to_owned(), "{\n}".to_owned()), (text(), text())].into();
    let changes = [
        creation("c"),
        Change::UpdateCollection {
            id: id("c"),
            subject: text(),
            name: text(),
            vault_id: None,
            account_id: Some(text()),
        },
        permissions("c", [(ODD, Permission::Admin), ("__proto__", Permission::ReadWrite)]),
        Change::SetPermissions {
            id: id("c"),
            subject: text(),
            access: BTreeMap::new(),
            if_match: Some(IfMatch::Any),
        },
        Change::SetPermissions {
            id: id("c"),
            subject: text(),
            access: BTreeMap::new(),
            if_match: Some(IfMatch::Versions(vec![1, u64::MAX])),
        },
        types(&[("b", "\"maximum\":1.00"), ("a", "\"x\":[[[]]]")]),
        Change::UseTypes(vec![("b".to_owned(), 7), (text(), 0)]),
    ];
    let mut questions = vec![
        Question::Entries(vec![text(), "c:c".to_owned()]),
        Question::HasEntries(Vec::new()),
        Question::List { directory: Directory::Types, after: Some(text()), limit: 100 },
        Question::List { directory: Directory::CollectionsOf(text()), after: None, limit: 1 },
    ];
    questions
        .extend(changes.map(|it| Question::Change { order: order("1", it), found: found.clone() }));
    questions
}

fn replies() -> Vec<RegistryReply> {
    let text = || ODD.to_owned();
    let page = EntryPage { entries: vec![(text(), text())], next: Some(text()) };
    let changed = [
        Changed::Collection(text()),
        Changed::Types(vec![
            TypeChange::Refused(text()),
            TypeChange::Stored { is_new: true, version: 3, is_in_use: false },
        ]),
        Changed::Used,
        Changed::OtherVersions([(text(), text())].into()),
        Changed::Refused(Refusal::Forbidden),
        Changed::Refused(Refusal::Taken),
        Changed::Refused(Refusal::PreconditionFailed(9)),
        Changed::Refused(Refusal::OwnersOnly),
        Changed::Refused(Refusal::LastOwner),
    ];
    let mut replies = vec![
        RegistryReply::Entries(vec![Some(text()), None]),
        RegistryReply::HasEntries(vec![true, false]),
        RegistryReply::Page(page),
        RegistryReply::Page(EntryPage::default()),
    ];
    replies.extend(changed.map(RegistryReply::Changed));
    replies
}

#[test]
fn what_is_written_is_read_the_same() {
    for question in questions() {
        assert_eq!(Question::parse(&question.to_text()), Ok(question));
    }
    for reply in replies() {
        assert_eq!(RegistryReply::parse(&reply.to_text()), Ok(reply));
    }
}

#[test]
fn a_text_of_another_form_is_refused_and_one_that_broke_off_is_none() {
    let office = Office::new();
    for question in questions() {
        let text = question.to_text();
        let other = text.replacen("\"form\":1", "\"form\":2", 1);
        let refused = Err("a message of another version of this service".to_owned());
        assert_eq!(Question::parse(&other), refused);
        for (at, _) in text.char_indices() {
            let (part, _) = text.split_at(at);
            assert!(Question::parse(part).is_err());
        }
        // Whatever it answers, it does not panic.
        let _ = office.ask(&question);
    }
    for reply in replies() {
        let other = reply.to_text().replacen("\"form\":1", "\"form\":2", 1);
        assert!(RegistryReply::parse(&other).is_err());
    }
    assert!(Question::parse(r#"{"form":1}"#).is_err());
    assert!(RegistryReply::parse(r#"{"form":1,"refused":"x"}"#).is_err());
}
