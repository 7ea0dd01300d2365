//! `date-time` (validation, section 8.3.1).

use crate::schema::uri::{Cursor, DIGIT};

/// The numbers of a date and time but the seconds: how many digits, and what follows.
static NUMBERS: [(usize, u8); 5] = [(4, b'-'), (2, b'-'), (2, b'T'), (2, b':'), (2, b':')];

/// RFC 3339, section 5.6. A leap second is one only at 23:59:60 UTC.
pub(super) fn date_time(at: &mut Cursor<'_>) -> bool {
    read(at).unwrap_or(false)
}

fn read(at: &mut Cursor<'_>) -> Option<bool> {
    let mut numbers = [0; 5];
    for (number, (digits, end)) in numbers.iter_mut().zip(&NUMBERS) {
        *number = integer(at, *digits)?;
        if !at.skip(*end) {
            return None;
        }
    }
    let [year, month, day, hour, minute] = numbers;
    let second = integer(at, 2)?;
    if at.skip(b'.') && at.run(&DIGIT) == 0 {
        return None;
    }
    let utc_minute = (hour * 60 + minute).cast_signed() - offset_minutes(at)?;
    // The last minute of a day: of the day before, or of this one.
    let last_second = if matches!(utc_minute, -1 | 1439) { 60 } else { 59 };
    let days = days_of_month(year, month);
    Some((1..=days).contains(&day) && hour <= 23 && minute <= 59 && second <= last_second)
}

fn days_of_month(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(if year.is_multiple_of(100) { 400 } else { 4 }) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

/// How far the clocks are ahead of UTC.
fn offset_minutes(at: &mut Cursor<'_>) -> Option<i32> {
    if at.skip(b'Z') {
        return Some(0);
    }
    let is_ahead = at.skip(b'+');
    if !is_ahead && !at.skip(b'-') {
        return None;
    }
    let hours = integer(at, 2)?;
    if !at.skip(b':') {
        return None;
    }
    let minutes = integer(at, 2)?;
    if hours > 23 || minutes > 59 {
        return None;
    }
    let offset = (hours * 60 + minutes).cast_signed();
    Some(if is_ahead { offset } else { -offset })
}

/// Reads so many digits.
fn integer(at: &mut Cursor<'_>, digits: usize) -> Option<u32> {
    let mut integer = 0;
    for _ in 0..digits {
        integer = integer * 10 + at.digit()?;
    }
    Some(integer)
}
