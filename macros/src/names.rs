//! Names on the wire: serde's renaming rules, and names as they stand in JSON and JSON Pointers.

/// A `rename_all` rule of serde.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Names stay as they are.
    None,
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

impl Rule {
    /// The rule of this name; `None` for one that serde does not know, which serde then reports.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "lowercase" => Self::Lower,
            "UPPERCASE" => Self::Upper,
            "PascalCase" => Self::Pascal,
            "camelCase" => Self::Camel,
            "snake_case" => Self::Snake,
            "SCREAMING_SNAKE_CASE" => Self::ScreamingSnake,
            "kebab-case" => Self::Kebab,
            "SCREAMING-KEBAB-CASE" => Self::ScreamingKebab,
            _ => return None,
        })
    }

    /// The name of a field, which is snake case in Rust.
    pub fn field(self, name: &str) -> String {
        match self {
            Self::None | Self::Lower | Self::Snake => name.to_owned(),
            Self::Upper | Self::ScreamingSnake => name.to_ascii_uppercase(),
            Self::Pascal => pascal(name),
            Self::Camel => lower_first(&pascal(name)),
            Self::Kebab => name.replace('_', "-"),
            Self::ScreamingKebab => name.to_ascii_uppercase().replace('_', "-"),
        }
    }

    /// The name of a variant, which is Pascal case in Rust.
    pub fn variant(self, name: &str) -> String {
        match self {
            Self::None | Self::Pascal => name.to_owned(),
            Self::Lower => name.to_ascii_lowercase(),
            Self::Upper => name.to_ascii_uppercase(),
            Self::Camel => lower_first(name),
            Self::Snake => snake(name),
            Self::ScreamingSnake => snake(name).to_ascii_uppercase(),
            Self::Kebab => snake(name).replace('_', "-"),
            Self::ScreamingKebab => snake(name).to_ascii_uppercase().replace('_', "-"),
        }
    }
}

fn lower_first(name: &str) -> String {
    let (first, rest) = name.split_at(name.chars().next().map_or(0, char::len_utf8));
    first.to_ascii_lowercase() + rest
}

/// `quantity_left` as `QuantityLeft`.
pub fn pascal(snake: &str) -> String {
    let mut out = String::new();
    let mut capital = true;
    for character in snake.chars() {
        if character == '_' {
            capital = true;
        } else if std::mem::take(&mut capital) {
            out.push(character.to_ascii_uppercase());
        } else {
            out.push(character);
        }
    }
    out
}

/// `OutOfStock` as `out_of_stock`.
pub fn snake(pascal: &str) -> String {
    let mut out = String::new();
    for (index, character) in pascal.char_indices() {
        if index > 0 && character.is_uppercase() {
            out.push('_');
        }
        out.push(character.to_ascii_lowercase());
    }
    out
}

/// The inside of the JSON string of `text`.
pub fn json_escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if control < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(control))),
            other => out.push(other),
        }
    }
    out
}

/// `/name`, escaped as a JSON Pointer and then as the inside of a JSON string.
pub fn pointer_token(name: &str) -> String {
    json_escaped(&format!("/{}", name.replace('~', "~0").replace('/', "~1")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_renamed_as_serde_does() {
        let renamed = |rule: &str| {
            Rule::named(rule)
                .expect("a rule of serde")
                .field("very_tasty_2")
        };
        assert_eq!(renamed("lowercase"), "very_tasty_2");
        assert_eq!(renamed("UPPERCASE"), "VERY_TASTY_2");
        assert_eq!(renamed("PascalCase"), "VeryTasty2");
        assert_eq!(renamed("camelCase"), "veryTasty2");
        assert_eq!(renamed("snake_case"), "very_tasty_2");
        assert_eq!(renamed("SCREAMING_SNAKE_CASE"), "VERY_TASTY_2");
        assert_eq!(renamed("kebab-case"), "very-tasty-2");
        assert_eq!(renamed("SCREAMING-KEBAB-CASE"), "VERY-TASTY-2");
        assert!(Rule::named("Title Case").is_none());
    }

    #[test]
    fn variants_are_renamed_as_serde_does() {
        let renamed = |rule: &str| {
            Rule::named(rule)
                .expect("a rule of serde")
                .variant("VeryTasty")
        };
        assert_eq!(renamed("lowercase"), "verytasty");
        assert_eq!(renamed("UPPERCASE"), "VERYTASTY");
        assert_eq!(renamed("PascalCase"), "VeryTasty");
        assert_eq!(renamed("camelCase"), "veryTasty");
        assert_eq!(renamed("snake_case"), "very_tasty");
        assert_eq!(renamed("SCREAMING_SNAKE_CASE"), "VERY_TASTY");
        assert_eq!(renamed("kebab-case"), "very-tasty");
        assert_eq!(renamed("SCREAMING-KEBAB-CASE"), "VERY-TASTY");
    }

    #[test]
    fn codes_are_snake_case() {
        assert_eq!(snake("OutOfStock"), "out_of_stock");
        assert_eq!(snake("Gone"), "gone");
    }

    #[test]
    fn pointers_escape_twice() {
        assert_eq!(pointer_token("a/b~\"c"), "/a~1b~0\\\"c");
        assert_eq!(json_escaped("tab\tbell\u{7}"), "tab\\tbell\\u0007");
    }
}
