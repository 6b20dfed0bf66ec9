//! What a user types after `--where`: names of definitions joined by *and*, *or*, *not* and
//! brackets.
//!
//! ```text
//! any   = all { "or" all }
//! all   = one { ("and" | "but") one }
//! one   = "not" one | "(" any ")" | name [ "is" text { "or" text } ]
//! name  = words without quotes, or anything in quotes
//! ```
//!
//! A name followed by *is* is a column; the texts after it may hold `*`. All else is the name of
//! a definition, or of a flag if no definition is called so.

use crate::data::definitions::test::{ColumnTest, Patterns, Test};

/// Why a text cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("at character {position}: expected {expected}, found {found}")]
pub struct ParseError {
    /// Where, counted in characters from 1.
    pub position: usize,
    /// What should stand there.
    pub expected: &'static str,
    /// What stands there.
    pub found: String,
}

/// Reads an expression such as `robbery and not domestic`.
///
/// # Errors
/// Where it cannot go on, with what was expected.
pub fn parse(text: &str) -> Result<Test, ParseError> {
    let tokens = tokens(text)?;
    let end = text.chars().count() + 1;
    let mut reader = Reader {
        tokens: &tokens,
        end,
        depth: 0,
    };
    let test = reader.any()?;
    if reader.tokens.is_empty() {
        Ok(test)
    } else {
        Err(reader.error("\"and\", \"or\" or the end"))
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    Quoted(String),
    Open,
    Close,
}

/// Brackets and `not`s in each other that are followed; more is nobody's question.
const MAX_DEPTH: usize = 50;
const NAME: &str = "the name of a definition, \"not\" or \"(\"";

fn tokens(text: &str) -> Result<Vec<(usize, Token)>, ParseError> {
    let mut tokens = Vec::new();
    let mut signs = (1..).zip(text.chars()).peekable();
    while let Some((position, sign)) = signs.next() {
        let token = match sign {
            '(' => Token::Open,
            ')' => Token::Close,
            sign if sign.is_whitespace() => continue,
            '"' | '“' | '\'' => {
                let closing = if sign == '“' { '”' } else { sign };
                let mut quoted = String::new();
                loop {
                    match signs.next() {
                        Some((_, sign)) if sign == closing => break,
                        Some((_, sign)) => quoted.push(sign),
                        None => {
                            return Err(ParseError {
                                position,
                                expected: "a closing quotation mark for the one here",
                                found: "the end".to_owned(),
                            });
                        }
                    }
                }
                Token::Quoted(quoted.trim().to_owned())
            }
            sign => {
                let mut word = String::from(sign);
                let in_word = |&(_, sign): &(usize, char)| {
                    !sign.is_whitespace() && !matches!(sign, '(' | ')' | '"' | '“')
                };
                while let Some((_, sign)) = signs.next_if(in_word) {
                    word.push(sign);
                }
                Token::Word(word)
            }
        };
        tokens.push((position, token));
    }
    Ok(tokens)
}

struct Reader<'a> {
    tokens: &'a [(usize, Token)],
    end: usize,
    depth: usize,
}

impl Reader<'_> {
    fn any(&mut self) -> Result<Test, ParseError> {
        let mut parts = vec![self.all()?];
        while self.take_word(&["or"]) {
            parts.push(self.all()?);
        }
        Ok(one_or(parts, Test::Any))
    }

    fn all(&mut self) -> Result<Test, ParseError> {
        let mut parts = vec![self.one()?];
        while self.take_word(&["and", "but"]) {
            parts.push(self.one()?);
        }
        Ok(one_or(parts, Test::All))
    }

    fn one(&mut self) -> Result<Test, ParseError> {
        if self.depth == MAX_DEPTH {
            return Err(self.error("fewer brackets in each other"));
        }
        self.depth += 1;
        let test = self.one_within()?;
        self.depth -= 1;
        Ok(test)
    }

    fn one_within(&mut self) -> Result<Test, ParseError> {
        if self.take_word(&["not"]) {
            return Ok(Test::Not(Box::new(self.one()?)));
        }
        if self.next_is(&Token::Open) {
            let inside = self.any()?;
            if self.next_is(&Token::Close) {
                return Ok(inside);
            }
            return Err(self.error("\"and\", \"or\" or \")\""));
        }
        let name = self.name(NAME)?;
        if !self.take_word(&["is"]) {
            return Ok(Test::Definition(name));
        }
        let is_not = self.take_word(&["not"]);
        let text = self.name("a text, as in outcome is \"charged*\"")?;
        let test = Test::Column(ColumnTest {
            name,
            fits: Patterns(vec![text.to_lowercase()]),
        });
        Ok(if is_not {
            Test::Not(Box::new(test))
        } else {
            test
        })
    }

    /// Words up to the next that joins, or one quoted text.
    fn name(&mut self, expected: &'static str) -> Result<String, ParseError> {
        if let Some((_, Token::Quoted(name))) = self.tokens.first() {
            if name.is_empty() {
                return Err(self.error(expected));
            }
            self.tokens = &self.tokens[1..];
            return Ok(name.clone());
        }
        let mut words: Vec<&str> = Vec::new();
        while let Some((_, Token::Word(word))) = self.tokens.first()
            && !is_joint(word)
        {
            words.push(word);
            self.tokens = &self.tokens[1..];
        }
        if words.is_empty() {
            return Err(self.error(expected));
        }
        Ok(words.join(" "))
    }

    fn take_word(&mut self, wanted: &[&str]) -> bool {
        let found = matches!(self.tokens.first(), Some((_, Token::Word(word)))
            if wanted.iter().any(|wanted| word.eq_ignore_ascii_case(wanted)));
        if found {
            self.tokens = &self.tokens[1..];
        }
        found
    }

    fn next_is(&mut self, wanted: &Token) -> bool {
        let found = self
            .tokens
            .first()
            .is_some_and(|(_, token)| token == wanted);
        if found {
            self.tokens = &self.tokens[1..];
        }
        found
    }

    fn error(&self, expected: &'static str) -> ParseError {
        let (position, found) = match self.tokens.first() {
            None => (self.end, "the end".to_owned()),
            Some((position, token)) => (
                *position,
                match token {
                    Token::Open => "\"(\"".to_owned(),
                    Token::Close => "\")\"".to_owned(),
                    Token::Word(text) | Token::Quoted(text) => format!("\"{text}\""),
                },
            ),
        };
        ParseError {
            position,
            expected,
            found,
        }
    }
}

fn is_joint(word: &str) -> bool {
    ["and", "or", "not", "but", "is"]
        .iter()
        .any(|joint| word.eq_ignore_ascii_case(joint))
}

fn one_or(mut parts: Vec<Test>, of: impl Fn(Vec<Test>) -> Test) -> Test {
    if parts.len() == 1 {
        parts.remove(0)
    } else {
        of(parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Test {
        Test::Definition(name.to_owned())
    }

    fn not(test: Test) -> Test {
        Test::Not(Box::new(test))
    }

    #[test]
    fn and_binds_more_tightly_than_or_and_not_most() {
        let read = |text| parse(text).unwrap();
        assert_eq!(read(" Robbery "), named("Robbery"));
        assert_eq!(read("knife crime"), named("knife crime"));
        assert_eq!(
            read("robbery and not domestic"),
            Test::All(vec![named("robbery"), not(named("domestic"))])
        );
        assert_eq!(
            read("robbery but not domestic"),
            read("robbery AND NOT domestic")
        );
        assert_eq!(
            read("a or b and c"),
            Test::Any(vec![named("a"), Test::All(vec![named("b"), named("c")])])
        );
        assert_eq!(
            read("(\"serious violence, Cleveland\" or 'knife crime') and alcohol"),
            Test::All(vec![
                Test::Any(vec![
                    named("serious violence, Cleveland"),
                    named("knife crime")
                ]),
                named("alcohol")
            ])
        );
        assert_eq!(read("\"a and (b\""), named("a and (b"));
        assert_eq!(read("not not a"), not(not(named("a"))));
    }

    #[test]
    fn a_column_is_asked_by_is() {
        let column = |name: &str, text: &str| {
            Test::Column(ColumnTest {
                name: name.to_owned(),
                fits: Patterns(vec![text.to_owned()]),
            })
        };
        assert_eq!(
            parse("outcome is \"Charged*\"").unwrap(),
            column("outcome", "charged*")
        );
        assert_eq!(
            parse("\"Place and type\" is not street and robbery").unwrap(),
            Test::All(vec![
                not(column("Place and type", "street")),
                named("robbery")
            ])
        );
    }

    #[test]
    fn errors_tell_where_and_what_was_expected() {
        for (text, position, expected, found) in [
            ("", 1, "name", "the end"),
            ("robbery and", 12, "name", "the end"),
            ("robbery or and x", 12, "name", "\"and\""),
            ("(robbery or knife", 18, "\")\"", "the end"),
            ("robbery) or x", 8, "the end", "\")\""),
            ("robbery \"x\"", 9, "\"and\"", "\"x\""),
            ("é and \"x", 7, "closing", "the end"),
            ("outcome is", 11, "a text", "the end"),
            ("()", 2, "name", "\")\""),
            ("\"\"", 1, "name", "\"\""),
        ] {
            let error = parse(text).unwrap_err();
            assert_eq!(
                (error.position, error.found.as_str()),
                (position, found),
                "{text}"
            );
            assert!(error.expected.contains(expected), "{text}: {error}");
        }
        let deep = "(".repeat(10_000);
        assert!(parse(&deep).unwrap_err().expected.contains("fewer"));
    }
}
