//! Finds every statement that the sources hold, whoever wrote it and wherever: a text that begins as SQL does is one,
//! and so is whatever is handed to a method that runs SQL. Texts with places in braces are put together from the
//! constants and the alternatives that the function around them names.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// A word, a text, or a sign of the language.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Word(String),
    Text(String),
    Sign(char),
}

/// One file.
pub(super) struct Source {
    pub(super) file: String,
    tokens: Vec<(usize, Token)>,
}

/// A statement as it is run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Statement {
    pub(super) at: String,
    pub(super) sql: String,
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) statements: Vec<Statement>,
    /// Texts with a place that nothing here fills.
    pub(super) open: Vec<(String, String)>,
    /// What cannot be followed.
    pub(super) told: Vec<String>,
}

const VERBS: [&str; 6] = ["SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "WITH"];
/// They look nothing up.
const OTHERS: [&str; 9] =
    ["PRAGMA", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "VACUUM", "DROP", "CREATE"];
/// Methods that run SQL, and how many arguments they have where they do.
const RUNNERS: [(&str, usize); 8] = [
    ("prepare", 1),
    ("prepare_cached", 1),
    ("execute", 2),
    ("execute_batch", 1),
    ("query_row", 3),
    ("query_one", 3),
    ("one", 3),
    ("all", 3),
];

fn lex(text: &str) -> Vec<(usize, Token)> {
    let letters: Vec<char> = text.chars().collect();
    let (mut tokens, mut at, mut line) = (Vec::new(), 0, 1);
    let peek = |at: usize| letters.get(at).copied().unwrap_or('\0');
    while at < letters.len() {
        let c = letters[at];
        match c {
            '\n' => line += 1,
            '/' if peek(at + 1) == '/' => {
                while at < letters.len() && peek(at) != '\n' {
                    at += 1;
                }
                continue;
            }
            // a letter in quotes; what has no second quote is a lifetime
            '\'' if peek(at + 1) == '\\' => {
                at += 3;
                while peek(at) != '\'' {
                    at += 1;
                }
            }
            '\'' if peek(at + 2) == '\'' => at += 2,
            '"' => {
                let begun = line;
                let raw = tokens
                    .last()
                    .is_some_and(|it| matches!(it, (_, Token::Word(w)) if w == "r" || w == "br"))
                    && at > 0
                    && peek(at - 1) == 'r';
                let mut text = String::new();
                at += 1;
                while at < letters.len() && peek(at) != '"' {
                    let c = peek(at);
                    line += usize::from(c == '\n');
                    if c == '\\' && !raw {
                        at += 1;
                        match peek(at) {
                            '\n' => {
                                while peek(at).is_whitespace() {
                                    line += usize::from(peek(at) == '\n');
                                    at += 1;
                                }
                                continue;
                            }
                            'n' => text.push('\n'),
                            other => text.push(other),
                        }
                    } else {
                        text.push(c);
                    }
                    at += 1;
                }
                tokens.push((begun, Token::Text(text)));
            }
            c if c.is_alphanumeric() || c == '_' => {
                let mut word = String::new();
                while peek(at).is_alphanumeric() || peek(at) == '_' {
                    word.push(peek(at));
                    at += 1;
                }
                tokens.push((line, Token::Word(word)));
                continue;
            }
            c if c.is_whitespace() => {}
            c => tokens.push((line, Token::Sign(c))),
        }
        at += 1;
    }
    tokens
}

/// The text without the tests at its end; a line that only names their file stays.
fn without_tests(text: &str) -> &str {
    text.match_indices("#[cfg(test)]\nmod ")
        .find(|(at, found)| {
            text[at + found.len()..]
                .find(['{', ';'])
                .is_some_and(|it| text[at + found.len() + it..].starts_with('{'))
        })
        .map_or(text, |(at, _)| &text[..at])
}

impl Source {
    pub(super) fn new(file: &str, text: &str) -> Self {
        Self { file: file.to_owned(), tokens: lex(without_tests(text)) }
    }

    fn word(&self, at: usize) -> Option<&str> {
        match self.tokens.get(at) {
            Some((_, Token::Word(word))) => Some(word),
            _ => None,
        }
    }

    fn text(&self, at: usize) -> Option<&str> {
        match self.tokens.get(at) {
            Some((_, Token::Text(text))) => Some(text),
            _ => None,
        }
    }

    fn is(&self, at: usize, sign: char) -> bool {
        matches!(self.tokens.get(at), Some((_, Token::Sign(it))) if *it == sign)
    }

    fn place(&self, at: usize) -> String {
        format!("{}:{}", self.file, self.tokens.get(at).map_or(0, |it| it.0))
    }

    /// Behind the sign that closes what is open at `at`.
    fn behind(&self, at: usize) -> usize {
        let (mut depth, mut at) = (0, at);
        while at < self.tokens.len() {
            if let (_, Token::Sign(c)) = &self.tokens[at] {
                depth += i32::from("([{".contains(*c)) - i32::from(")]}".contains(*c));
            }
            at += 1;
            if depth <= 0 {
                break;
            }
        }
        at
    }

    /// The parts between commas of what is open at `at`, each from where to where.
    fn parts(&self, at: usize) -> Vec<(usize, usize)> {
        let end = self.behind(at) - 1;
        let (mut parts, mut from, mut next) = (Vec::new(), at + 1, at + 1);
        while next < end {
            if self.is(next, ',') {
                parts.push((from, next));
                from = next + 1;
                next += 1;
            } else if self.is(next, '(') || self.is(next, '[') || self.is(next, '{') {
                next = self.behind(next);
            } else if self.is(next, '|') && next == from {
                // a closure's own commas are none between arguments
                next += 1;
                while next < end && !self.is(next, '|') {
                    next += 1;
                }
                next += 1;
            } else {
                next += 1;
            }
        }
        if from < end {
            parts.push((from, end));
        }
        parts
    }

    /// `const NAME: &str = "…";`
    fn constants(&self) -> impl Iterator<Item = (usize, &str, &str)> {
        (0..self.tokens.len()).filter_map(|at| {
            let name = (self.word(at)? == "const").then(|| self.word(at + 1)).flatten()?;
            let value = (at + 2..at + 12).find(|it| self.is(*it, '='))? + 1;
            self.is(value + 1, ';').then_some((value, name, self.text(value)?))
        })
    }

    /// Whether a token is only brought in by name.
    fn is_imported(&self, at: usize) -> bool {
        let begin = (0..at).rev().find(|it| self.is(*it, ';') || self.word(*it) == Some("use"));
        begin.is_some_and(|it| self.word(it) == Some("use"))
    }

    /// Where the function around a token begins.
    fn function(&self, at: usize) -> usize {
        (0..at).rev().find(|it| self.word(*it) == Some("fn")).unwrap_or(0)
    }

    /// What the function gives a name before this: each of its alternatives, with those of names that are given at once.
    fn alternatives(&self, at: usize, name: &str) -> Option<(usize, Vec<BTreeMap<String, String>>)> {
        let given = (self.function(at)..at).rev().find(|it| {
            let equals = (*it..at).find(|it| self.is(*it, '='));
            self.word(*it) == Some("let")
                && (*it..equals.unwrap_or(*it)).any(|it| self.word(it) == Some(name))
        })?;
        let equals = (given..at).find(|it| self.is(*it, '='))?;
        let mut end = equals;
        while !self.is(end, ';') {
            end = self.behind(end);
        }
        let mut rows = Vec::new();
        if self.is(given + 1, '(') {
            let names: Vec<_> =
                self.parts(given + 1).iter().map(|it| self.word(it.0).unwrap_or("_")).collect();
            for open in (equals..end).filter(|it| self.is(*it, '(')) {
                let parts = self.parts(open);
                if parts.len() != names.len() {
                    continue;
                }
                let texts = names.iter().zip(&parts).filter(|(_, part)| part.1 == part.0 + 1);
                let row: BTreeMap<_, _> = texts
                    .filter_map(|(name, part)| Some(((*name).to_owned(), self.text(part.0)?.to_owned())))
                    .collect();
                rows.extend(row.contains_key(name).then_some(row));
            }
        } else if (equals..end).any(|it| self.is(it, '.')) {
            // made by a method, not chosen
            return None;
        } else {
            let texts = (equals..end).filter_map(|it| self.text(it));
            rows.extend(texts.map(|text| BTreeMap::from([(name.to_owned(), text.to_owned())])));
            if let (true, Some(constant)) = (end == equals + 2, self.word(equals + 1)) {
                rows.push(BTreeMap::from([(name.to_owned(), format!("{{{constant}}}"))]));
            }
        }
        (!rows.is_empty()).then_some((given, rows))
    }
}

/// The names in braces.
fn holes(text: &str) -> Vec<&str> {
    text.split('{').skip(1).filter_map(|it| Some(it.split_once('}')?.0)).collect()
}

fn first_word(text: &str) -> &str {
    text.split_whitespace().next().unwrap_or_default()
}

/// All sources of a folder, but for tests.
pub(super) fn sources(folder: &Path) -> Vec<Source> {
    let (mut files, mut next) = (Vec::new(), vec![folder.to_path_buf()]);
    while let Some(place) = next.pop() {
        for path in fs::read_dir(place).unwrap().map(|it| it.unwrap().path()) {
            let file = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                next.push(path);
            } else if file.ends_with(".rs") && !file.ends_with("tests.rs") && !file.starts_with("plans") {
                files.push((file, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files.sort();
    files.iter().map(|(file, text)| Source::new(file, text)).collect()
}

/// Every statement of these sources.
pub(super) fn statements(sources: &[Source]) -> Found {
    let mut constants: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    let mut anywhere: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut places = BTreeSet::new();
    for source in sources {
        for (at, name, value) in source.constants() {
            constants.insert((&source.file, name), value);
            anywhere.entry(name).or_default().insert(value);
            places.insert((source.file.as_str(), at));
        }
    }
    let constant = |source: &Source, name: &str| {
        let own = constants.get(&(source.file.as_str(), name)).copied();
        own.or_else(|| anywhere.get(name).filter(|it| it.len() == 1)?.first().copied())
    };
    let mut found = Found::default();
    for source in sources {
        let mut begins = Vec::new();
        for at in 0..source.tokens.len() {
            if let Some(text) = source.text(at)
                && !places.contains(&(source.file.as_str(), at))
            {
                begins.push((at, text.to_owned()));
            }
            // a constant that is named outside of a text is run as it is
            if let Some(name) = source.word(at)
                && [',', ')', ';'].iter().any(|end| source.is(at + 1, *end))
                && !source.is_imported(at)
                && let Some(text) = constant(source, name)
            {
                begins.push((at, text.to_owned()));
            }
            if let Err(what) = expect_known(source, at, &|name| constant(source, name).is_some()) {
                found.told.push(format!("{}: {what}", source.place(at)));
            }
        }
        for (at, text) in begins {
            let begin = match holes(&text).first() {
                Some(name) if text.starts_with('{') => constant(source, name).unwrap_or_default(),
                _ => &text,
            };
            let verb = first_word(begin);
            if text.to_uppercase().split_whitespace().any(|it| it == "OFFSET") {
                found.told.push(format!("{}: OFFSET reads all that it passes: {text}", source.place(at)));
            }
            if VERBS.contains(&verb) {
                fill(source, at, text, &constant, &mut found);
            } else if ["ANALYZE", "REINDEX", "ATTACH"].contains(&verb) {
                found
                    .told
                    .push(format!("{}: {verb} makes plans depend on what is in the file", source.place(at)));
            }
        }
    }
    found.statements.sort();
    found
}

/// Puts every alternative into the holes of a text.
fn fill<'a>(
    source: &Source,
    at: usize,
    text: String,
    constant: &impl Fn(&Source, &str) -> Option<&'a str>,
    found: &mut Found,
) {
    let mut whole = Vec::new();
    let mut next = vec![(text.clone(), BTreeMap::<usize, BTreeMap<String, String>>::new())];
    while let Some((text, chosen)) = next.pop() {
        let Some(hole) = holes(&text).first().map(|it| (*it).to_owned()) else {
            whole.push(text);
            continue;
        };
        let filled = |with: &str| text.replace(&format!("{{{hole}}}"), with);
        if let Some(value) = constant(source, &hole) {
            next.push((filled(value), chosen));
        } else if let Some((given, rows)) = source.alternatives(at, &hole) {
            let rows = chosen.get(&given).map_or(rows, |row| vec![row.clone()]);
            for row in rows {
                let mut chosen = chosen.clone();
                chosen.insert(given, row.clone());
                next.push((filled(&row[&hole]), chosen));
            }
        } else {
            found.open.push((source.place(at), text));
            return;
        }
    }
    let statements = whole.into_iter().map(|sql| Statement { at: source.place(at), sql });
    found.statements.extend(statements);
}

/// Whatever is handed to a method that runs SQL must be a text, a constant, or a name that stands for one of them.
fn expect_known(source: &Source, at: usize, is_constant: &dyn Fn(&str) -> bool) -> Result<(), String> {
    let Some((name, _)) = RUNNERS.iter().find(|(name, _)| source.word(at) == Some(name)) else {
        return Ok(());
    };
    if !source.is(at.wrapping_sub(1), '.') || !source.is(at + 1, '(') {
        return Ok(());
    }
    let parts = source.parts(at + 1);
    if !RUNNERS.contains(&(name, parts.len())) {
        // of a prepared statement, or of something else altogether
        return Ok(());
    }
    let (mut from, to) = parts[0];
    while source.is(from, '&') {
        from += 1;
    }
    if let Some(text) = source.text(from) {
        let verb = first_word(text);
        let known = VERBS.contains(&verb) || OTHERS.contains(&verb);
        return if known {
            Ok(())
        } else {
            Err(format!("{name} is given a text that does not begin as SQL: {text}"))
        };
    }
    let word = source.word(from).unwrap_or_default();
    if word == "format" && source.is(from + 1, '!') && source.text(from + 3).is_some() || is_constant(word) {
        return Ok(());
    }
    // `sql` that the function was given: whoever calls it is looked at for itself
    let given = (source.function(at)..at).chain(at.saturating_sub(12)..at).any(|it| {
        source.word(it) == Some(word)
            && source.is(it + 1, ':')
            && source.is(it + 2, '&')
            && source.word(it + 3) == Some("str")
    });
    let bound = (source.function(at)..at).any(|it| {
        let value = it + 3;
        source.word(it) == Some("let")
            && source.word(it + 1) == Some(word)
            && source.is(it + 2, '=')
            && (source.text(value).is_some()
                || source.word(value) == Some("format") && source.text(value + 3).is_some())
    });
    if to == from + 1 && (given || bound) {
        return Ok(());
    }
    let what: String = (from..to).map(|it| format!("{:?} ", source.tokens[it].1)).collect();
    Err(format!("{name} is given something that is no text here: {what}"))
}
