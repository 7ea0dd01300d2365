//! The cache against a key service that changes, fails, and takes its time.

use futures_util::future::{join, join_all, join3};

use super::fakes::*;
use super::keys::*;
use crate::token::{Principal, Rejection, TokenError};

type Answer = Result<Principal, TokenError>;

const SECOND: u64 = 1000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;

/// A bearer header that stays valid for the two days that these tests last at most.
fn bearer(key: &TestKey) -> String {
    let claims = claims("").replace("1700000300", "1700200000");
    format!("Bearer {}", key.token(&claims))
}

fn accepted() -> Answer {
    Ok(Principal::new("ann".to_owned(), None, vec!["apollo_write".to_owned()]))
}

fn unknown_key() -> Answer {
    Err(TokenError::Rejected(Rejection::UnknownKey))
}

fn unavailable(problem: &str) -> Answer {
    Err(TokenError::Unavailable(problem.to_owned()))
}

/// One service with a source that begins with these keys; `ask` is at `NOW` plus so many
/// milliseconds.
macro_rules! service {
    ($source:ident, $ask:ident, $answer:expr) => {
        let $source = FakeSource::new($answer);
        let verifier = RingVerifier::default();
        let service = service(&$source, &verifier);
        let $ask = async |key: &TestKey, after: u64| {
            service.authenticate(Some(&bearer(key)), NOW + after).await
        };
    };
}

#[test]
fn keys_are_fetched_once_and_then_kept() {
    service!(source, ask, Ok(public_set(&[&EC, &ED])));
    for after in [0, SECOND, 5 * MINUTE, 10 * MINUTE - 1] {
        assert_eq!(block_on(ask(&EC, after)), accepted());
        assert_eq!(block_on(ask(&ED, after)), accepted());
    }
    assert_eq!(source.fetches.get(), 1);
}

#[test]
fn nothing_is_fetched_for_a_token_that_fails_without_a_key() {
    let source = FakeSource::new(Ok(public_set(&[&EC])));
    let verifier = RingVerifier::default();
    let service = service(&source, &verifier);
    for header in [None, Some("Bearer a.b.c"), Some("Bearer eyJhbGciOiJub25lIn0.e30.")] {
        assert!(block_on(service.authenticate(header, NOW)).is_err());
    }
    assert_eq!((source.fetches.get(), verifier.calls.get()), (0, 0));
}

#[test]
fn a_new_kid_is_fetched_at_once_when_30_seconds_have_passed() {
    service!(source, ask, Ok(public_set(&[&EC])));
    assert_eq!(block_on(ask(&EC, 0)), accepted());
    *source.answer.borrow_mut() = Ok(public_set(&[&EC, &ED]));
    assert_eq!(block_on(ask(&ED, 30 * SECOND - 1)), unknown_key());
    assert_eq!(source.fetches.get(), 1);
    assert_eq!(block_on(ask(&ED, 30 * SECOND)), accepted());
    assert_eq!(source.fetches.get(), 2);
}

#[test]
fn unknown_kids_cause_one_fetch_in_30_seconds_at_most() {
    service!(source, ask, Ok(public_set(&[&EC])));
    for after in (0..300).map(|step| step * SECOND) {
        assert_eq!(block_on(ask(&ED, after)), unknown_key());
    }
    assert_eq!(source.fetches.get(), 10);
}

#[test]
fn a_withdrawn_key_stops_working_with_the_refresh() {
    service!(source, ask, Ok(public_set(&[&EC, &ED])));
    assert_eq!(block_on(ask(&ED, 0)), accepted());
    *source.answer.borrow_mut() = Ok(public_set(&[&EC]));
    assert_eq!(block_on(ask(&ED, 10 * MINUTE - 1)), accepted());
    assert_eq!(block_on(ask(&ED, 10 * MINUTE)), unknown_key());
    assert_eq!(source.fetches.get(), 2);
}

#[test]
fn without_any_keys_the_service_is_unavailable_and_tries_again_after_30_seconds() {
    service!(source, ask, Err("connection refused".to_owned()));
    for after in [0, 10 * SECOND, 30 * SECOND - 1] {
        assert_eq!(block_on(ask(&EC, after)), unavailable("no keys: connection refused"));
    }
    assert_eq!(source.fetches.get(), 1);
    *source.answer.borrow_mut() = Ok("<html>".to_owned());
    let problem = "no keys: the key set is not JSON: an unexpected character at line 1 column 1";
    assert_eq!(block_on(ask(&EC, 30 * SECOND)), unavailable(problem));
    *source.answer.borrow_mut() = Ok(public_set(&[&EC]));
    assert_eq!(block_on(ask(&EC, 59 * SECOND)), unavailable(problem));
    assert_eq!(block_on(ask(&EC, 60 * SECOND)), accepted());
    assert_eq!(source.fetches.get(), 3);
    assert_eq!(*source.warnings.borrow(), Vec::<String>::new());
}

#[test]
fn old_keys_survive_an_outage_of_a_day_and_the_log_is_told() {
    service!(source, ask, Ok(public_set(&[&EC])));
    assert_eq!(block_on(ask(&EC, 0)), accepted());
    *source.answer.borrow_mut() = Err("status 502".to_owned());
    for after in [10 * MINUTE, 10 * MINUTE + SECOND, HOUR, 24 * HOUR - 1] {
        assert_eq!(block_on(ask(&EC, after)), accepted());
    }
    assert_eq!(source.fetches.get(), 4);
    assert_eq!(
        *source.warnings.borrow(),
        vec!["older keys go on serving: status 502".to_owned(); 3]
    );
    assert_eq!(block_on(ask(&ED, 24 * HOUR - 1)), unknown_key());
    assert_eq!(block_on(ask(&EC, 24 * HOUR)), unavailable("no keys: status 502"));
}

#[test]
fn a_first_burst_shares_one_fetch_and_all_are_accepted() {
    service!(source, ask, Ok(public_set(&[&EC, &ED])));
    source.delay.set(50);
    let burst = join_all((0..20).map(|at| ask(if at % 2 == 0 { &EC } else { &ED }, at)));
    assert_eq!(block_on(burst), vec![accepted(); 20]);
    assert_eq!(source.fetches.get(), 1);
}

#[test]
fn a_first_burst_that_finds_no_keys_is_unavailable_not_unauthorized() {
    service!(source, ask, Err("timed out".to_owned()));
    source.delay.set(50);
    let burst = join_all((0..20).map(|at| ask(&EC, at)));
    assert_eq!(block_on(burst), vec![unavailable("no keys: timed out"); 20]);
    assert_eq!(source.fetches.get(), 1);
}

#[test]
fn a_burst_after_a_rotation_waits_for_the_new_key_while_old_ones_serve() {
    service!(source, ask, Ok(public_set(&[&EC])));
    assert_eq!(block_on(ask(&EC, 0)), accepted());
    *source.answer.borrow_mut() = Ok(public_set(&[&EC, &ED]));
    source.delay.set(50);
    let burst = join3(ask(&ED, MINUTE), ask(&ED, MINUTE), ask(&RSA, MINUTE));
    assert_eq!(block_on(burst), (accepted(), accepted(), unknown_key()));
    assert_eq!(source.fetches.get(), 2);
}

#[test]
fn a_refresh_holds_up_nobody_but_the_one_who_does_it() {
    service!(source, ask, Ok(public_set(&[&EC])));
    assert_eq!(block_on(ask(&EC, 0)), accepted());
    // Longer than anyone waits: whoever depended on this fetch would be turned away.
    source.delay.set(1000);
    assert_eq!(block_on(join(ask(&EC, HOUR), ask(&EC, HOUR))), (accepted(), accepted()));
    assert_eq!(source.fetches.get(), 2);
}

#[test]
fn a_fetch_that_does_not_end_frees_the_others_after_a_while() {
    service!(source, ask, Ok(public_set(&[&EC])));
    source.delay.set(usize::MAX);
    let mut lost = Box::pin(ask(&EC, 0));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(lost.as_mut().poll(&mut context).is_pending());
    let gave_up = unavailable("another request's fetch of the keys does not end");
    assert_eq!(block_on(ask(&EC, SECOND)), gave_up);
    assert_eq!(source.fetches.get(), 1);
    source.delay.set(0);
    assert_eq!(block_on(ask(&EC, 30 * SECOND)), accepted());
    assert_eq!(source.fetches.get(), 2);
}

#[test]
fn an_answer_that_was_overtaken_does_not_replace_a_newer_one() {
    service!(source, ask, Ok(public_set(&[&ED])));
    source.delay.set(100);
    let overtaking = async {
        source.delay.set(0);
        *source.answer.borrow_mut() = Ok(public_set(&[&EC]));
        let newer = ask(&EC, 30 * SECOND).await;
        *source.answer.borrow_mut() = Ok(public_set(&[&ED]));
        newer
    };
    // The slow one reads `answer` last, and so gets the old keys.
    let both = join(ask(&EC, 0), overtaking);
    assert_eq!(block_on(both), (accepted(), accepted()));
    assert_eq!(block_on(ask(&EC, 31 * SECOND)), accepted());
    assert_eq!(block_on(ask(&ED, 31 * SECOND)), unknown_key());
}

#[test]
fn a_clock_that_goes_back_harms_nothing() {
    service!(source, ask, Ok(public_set(&[&EC])));
    assert_eq!(block_on(ask(&EC, HOUR)), accepted());
    assert_eq!(block_on(ask(&EC, 0)), accepted());
    assert_eq!(block_on(ask(&ED, 0)), unknown_key());
    assert_eq!(source.fetches.get(), 1);
}
