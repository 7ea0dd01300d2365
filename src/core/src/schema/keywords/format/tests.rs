use super::*;

/// Texts that follow a rule, and texts that nearly do.
#[track_caller]
fn assert_rule(rule: Rule, right: &[&str], wrong: &[&str]) {
    for text in right {
        assert!(uri::matches(text, rule), "{text:?} is right");
    }
    for text in wrong {
        assert!(!uri::matches(text, rule), "{text:?} is wrong");
    }
}

#[test]
fn a_date_time_has_a_date_a_time_and_an_offset() {
    let right = [
        "2024-02-29T23:59:59Z",
        "2000-02-29t00:00:00z",
        "0000-12-31T23:00:00.1234567890+23:59",
        "1937-01-01T12:00:27.87-00:20",
    ];
    let wrong = [
        "",
        "2023-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "2024-04-31T00:00:00Z",
        "2024-01-32T00:00:00Z",
        "2024-01-00T00:00:00Z",
        "2024-00-01T00:00:00Z",
        "2024-13-01T00:00:00Z",
        "2024-01-01T24:00:00Z",
        "2024-01-01T00:60:00Z",
        "2024-01-01T00:00:00",
        "2024-01-01T00:00:00.Z",
        "2024-01-01T00:00:00+24:00",
        "2024-01-01T00:00:00-00:60",
        "2024-01-01T00:00:00+0000",
        "2024-01-01T00:00:00Z ",
        "2024-01-01 00:00:00Z",
        "24-01-01T00:00:00Z",
        "2024-1-01T00:00:00Z",
        "２024-01-01T00:00:00Z",
    ];
    assert_rule(date_time::date_time, &right, &wrong);
}

#[test]
fn a_leap_second_ends_a_day_of_utc() {
    let right =
        ["1998-12-31T23:59:60Z", "1998-12-31T15:59:60.1-08:00", "1999-01-01T00:29:60+00:30"];
    let wrong = ["1998-12-31T23:59:61Z", "1998-12-31T23:59:60+01:00", "1998-12-31T23:58:60Z"];
    assert_rule(date_time::date_time, &right, &wrong);
}

#[test]
fn an_email_has_a_local_part_and_a_domain() {
    let right = [
        "a@b",
        "te~s.t!#$%&'*+-/=?^_`{|}@example.com",
        r#""a b@.\"\\(,)"@example.com"#,
        r#"""@b"#,
        "a@[127.0.0.1]",
        "a@[IPv6:::1]",
    ];
    let wrong = [
        "",
        "a",
        "@b",
        "a@",
        "a@b@c",
        ".a@b",
        "a.@b",
        "a..b@c",
        "a b@c",
        "é@b",
        r#"""#,
        r#""@b"#,
        r#""a"b@c"#,
        r#""a\"@b"#,
        r#"a"b"@c"#,
        "\"\u{7f}\"@b",
        "a@-b",
        "a@b.",
        "a@[b]",
        "a@[::1]",
        "a@[IPv6:1.2.3.4]",
        "a@[1.2.3.4",
        "a@[1.2.3.4]b",
    ];
    assert_rule(email::email, &right, &wrong);
}

#[test]
fn a_hostname_has_labels_of_at_most_63_and_253_in_all() {
    let label = "a".repeat(63);
    let long = [&*label, &label, &label, &"a".repeat(61)].join(".");
    let too_long = format!("{long}a");
    let right = ["a", "a--1.B", "1", &label, &long];
    let wrong = ["", ".", "a.", ".a", "a..b", "-a", "a-", "-", "a_b", "é", &too_long];
    assert_rule(hostname::hostname, &right, &wrong);
    assert_rule(hostname::hostname, &[], &[&*format!("{label}a"), &*format!("b.{label}a.b")]);
}

#[test]
fn a_json_pointer_has_slashes_and_escapes() {
    let right = ["", "/", "//", "/a~0b~1~01/é\u{0}"];
    let wrong = ["a", "~0", "/~", "/~2", "/a~", "#/a"];
    assert_rule(json_pointer, &right, &wrong);
}
