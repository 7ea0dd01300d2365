//! Reports on payloads, for tests that hold other builds of this code to the same verdict.
//!
//!     cargo run -p er-relationships --example report < payloads.ndjson
//!
//! A line is a JSON string with one character for each byte of the payload, since a payload need be no
//! text. The reports come in the same order, one a line.

use std::io::{self, BufRead as _, Write as _};

use er_relationships::catalog::Types;
use er_relationships::json::Document;
use er_relationships::report::{Body, report_relationships};
use er_relationships::schema::NativeRegexEngine;

fn main() -> io::Result<()> {
    let types = Types::new(NativeRegexEngine, true);
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let payload = parse_payload(&line?)?;
        writeln!(out, "{}", report_relationships(Body::Bytes(&payload), &types, usize::MAX))?;
    }
    Ok(())
}

fn parse_payload(line: &str) -> io::Result<Vec<u8>> {
    let document = Document::parse(line.as_bytes()).map_err(io::Error::other)?;
    let text = document.root().as_str().ok_or_else(|| io::Error::other("a line is no string"))?;
    text.chars().map(|character| u8::try_from(character).map_err(io::Error::other)).collect()
}
