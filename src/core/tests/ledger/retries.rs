//! Replies that are lost on their way from the writer.

use std::cell::Cell;
use std::rc::Rc;

use er_relationships::relationship::CollectionId;
use er_relationships::store::{Keeper, Memory, SingleWriter, StoreError, Writers};
use serde_json::json;

use crate::service::*;

/// A way to the writer that loses the first replies.
struct Lossy {
    writer: Rc<Writer>,
    lost: Cell<usize>,
    error: StoreError,
}

impl Writers for Lossy {
    async fn ask(&self, _: &CollectionId, message: &str) -> Result<String, StoreError> {
        let reply = self.writer.ledger().answer(message);
        match self.lost.get() {
            0 => reply,
            lost => {
                self.lost.set(lost - 1);
                Err(self.error.clone())
            }
        }
    }
}

/// Status, body and tables after a post whose first replies are lost.
fn post(post: &Post, lost: usize, error: StoreError) -> (u16, Vec<u8>, Vec<String>) {
    let writer = Rc::new(Writer::new());
    writer.post(&Post { transaction: 90, ..Post::new(&row("a")) });
    let way = Lossy { writer: Rc::clone(&writer), lost: Cell::new(lost), error };
    let endpoint =
        endpoint(SingleWriter { writers: way, copies: Memory::default(), has_queue: true });
    let response = post.send(&endpoint);
    (response.status().as_u16(), response.into_body(), writer.database.dump())
}

fn unavailable() -> StoreError {
    StoreError::Unavailable("lost".to_owned())
}

#[test]
fn a_reply_that_is_lost_twice_changes_neither_the_answer_nor_what_is_stored() {
    let update = Post::new(&row_with("a", 1));
    for sent in [
        update.clone().if_match("\"1\""),
        update.clone().if_match("\"1\"").key("k"),
        Post::new(&json!([row_with("a", 1), row("b"), {}])),
        Post::new(&row("b")).key("k"),
        update.dry(),
    ] {
        let undisturbed = post(&sent, 0, unavailable());
        assert!([201, 207].contains(&undisturbed.0));
        for lost in [1, 2] {
            assert_eq!(post(&sent, lost, unavailable()), undisturbed, "{sent:?}");
        }
    }
}

#[test]
fn one_that_is_lost_three_times_is_a_503_and_one_of_damaged_data_is_not_asked_for_again() {
    let sent = Post::new(&row("b"));
    assert_eq!(post(&sent, 3, unavailable()).0, 503);
    assert_eq!(post(&sent, 1, StoreError::Damaged("so".to_owned())).0, 500);
}
