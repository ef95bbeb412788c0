//! The scopes of one token: a set of [`TokenScope`]s, written as words with spaces between them.

use super::words::TokenScope;
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

/// What a token lets its holder do. Never more than what its owner may at the time.
#[derive(Clone, PartialEq, Eq, Debug, diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)]
#[diesel(sql_type = diesel::sql_types::Text)]
pub struct Scopes(BTreeSet<TokenScope>);

impl Scopes {
    pub fn contains(&self, scope: TokenScope) -> bool {
        self.0.contains(&scope)
    }

    pub fn iter(&self) -> impl Iterator<Item = TokenScope> + '_ {
        self.0.iter().copied()
    }
}

impl FromIterator<TokenScope> for Scopes {
    fn from_iter<I: IntoIterator<Item = TokenScope>>(scopes: I) -> Self {
        Self(scopes.into_iter().collect())
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iter().map(TokenScope::as_str).collect::<Vec<_>>().join(" "))
    }
}

impl FromStr for Scopes {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        text.split_whitespace().map(str::parse).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_a_set_that_is_read_as_it_was_written() {
        let scopes: Scopes = [TokenScope::Submit, TokenScope::Read, TokenScope::Submit].into_iter().collect();

        assert_eq!(scopes.to_string(), "read submit");
        assert_eq!("submit read".parse(), Ok(scopes.clone()));
        assert!(scopes.contains(TokenScope::Read) && !scopes.contains(TokenScope::Admin));
        assert!("read write".parse::<Scopes>().unwrap_err().contains("scope"));
    }
}
