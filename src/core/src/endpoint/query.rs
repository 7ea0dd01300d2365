//! Reading a URL's query (contract section 1, and what each call has beside).

use super::rejection::Rejection;

/// The parameters of the query that the contract knows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Query {
    pub(super) include_system_data: bool,
    pub(super) is_dry_run: bool,
}

impl Query {
    /// Row 5.
    pub(super) fn parse(query: Option<&str>) -> Result<Self, Rejection> {
        let mut parsed = Self::default();
        for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            let flag = || {
                let reason = format!("query parameter {name} must be true or false");
                parse_bool(&value).ok_or_else(|| Rejection::bad_request(&reason))
            };
            match &*name {
                "v" if !["1.0", "1.1"].contains(&&*value) => {
                    return Err(Rejection::bad_request("query parameter v must be 1.0 or 1.1"));
                }
                "includeSystemData" => parsed.include_system_data = flag()?,
                "dryRun" => parsed.is_dry_run = flag()?,
                _ => {}
            }
        }
        Ok(parsed)
    }

    /// The same for a call that changes something and cannot be tried out: it would do what the caller
    /// wants to be left undone.
    pub(super) fn parse_without_dry_run(query: Option<&str>) -> Result<Self, Rejection> {
        match Self::parse(query)? {
            Self { is_dry_run: true, .. } => {
                Err(Rejection::bad_request("query parameter dryRun has no meaning here"))
            }
            parsed => Ok(parsed),
        }
    }
}

/// The value of a parameter of the query, the first one if there are several; names are compared in any
/// case.
pub(super) fn parameter(query: Option<&str>, name: &str) -> Option<String> {
    let mut pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    pairs.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.into_owned())
}

pub(super) fn parse_bool(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}
