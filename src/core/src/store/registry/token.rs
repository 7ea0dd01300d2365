//! Where the next page of a list begins, as a text for the caller.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::store::StoreError;

/// Where a page begins. What a caller makes up leads to some place of the caller's own list: what the
/// keys begin with is not in here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Position {
    /// Among what the registrar has.
    AtRegistrar(Option<String>),
    /// Among what only the map has.
    InMap(Option<String>),
}

impl Position {
    /// The position of a token; the beginning without one.
    ///
    /// # Errors
    ///
    /// [`StoreError::UnknownToken`] when it is none.
    pub(super) fn parse(token: Option<&str>) -> Result<Self, StoreError> {
        let Some(token) = token else {
            return Ok(Self::AtRegistrar(None));
        };
        let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| StoreError::UnknownToken)?;
        let text = String::from_utf8(bytes).map_err(|_| StoreError::UnknownToken)?;
        if text == "m" {
            return Ok(Self::InMap(None));
        }
        match text.split_once(':') {
            Some(("r", after)) => Ok(Self::AtRegistrar(Some(after.to_owned()))),
            Some(("m", cursor)) => Ok(Self::InMap(Some(cursor.to_owned()))),
            _ => Err(StoreError::UnknownToken),
        }
    }

    /// The token of the position.
    pub(super) fn to_token(&self) -> String {
        URL_SAFE_NO_PAD.encode(match self {
            Self::AtRegistrar(after) => format!("r:{}", after.as_deref().unwrap_or_default()),
            Self::InMap(Some(cursor)) => format!("m:{cursor}"),
            Self::InMap(None) => "m".to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_leads_to_its_position() {
        let positions = [
            Position::AtRegistrar(Some("a:ü".to_owned())),
            Position::InMap(Some("c:1".to_owned())),
            Position::InMap(None),
        ];
        for position in positions {
            let token = position.to_token();
            assert!(token.bytes().all(|byte| byte.is_ascii_graphic()));
            assert_eq!(Position::parse(Some(&token)), Ok(position));
        }
        assert_eq!(Position::parse(None), Ok(Position::AtRegistrar(None)));
        for token in ["", "!", "eA", "_w", "bTox "] {
            assert_eq!(Position::parse(Some(token)), Err(StoreError::UnknownToken), "{token}");
        }
    }
}
