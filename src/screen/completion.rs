//! Completing the words of a filter.

/// The words that a filter may hold.
pub trait Words {
    /// Its field words, each with its colon.
    fn fields(&self) -> Vec<String>;
    /// The values that are known of a field.
    fn values(&self, field: &str) -> Vec<String>;
}

/// The text with its last word completed as far as it is clear; nothing if that changes nothing.
pub fn completed(text: &str, words: &impl Words) -> Option<String> {
    let start = text.rfind(' ').map_or(0, |at| at + 1);
    let word = text.get(start..).filter(|w| !w.is_empty())?;
    let (lead, typed, choices) = match word.split_once(':') {
        None => (String::new(), word, words.fields()),
        Some((field, value)) => (format!("{field}:"), value, words.values(field)),
    };
    let lower = typed.to_lowercase();
    let fitting: Vec<&String> = choices
        .iter()
        .filter(|c| c.to_lowercase().starts_with(&lower))
        .collect();
    let common = common_start(&fitting)?;
    let only = fitting.len() == 1 && !common.ends_with(':');
    if common.len() <= typed.len() && !only {
        return None;
    }
    let end = if only { " " } else { "" };
    Some(format!(
        "{}{lead}{common}{end}",
        text.get(..start).unwrap_or("")
    ))
}

/// How the last word may go on.
pub fn choices(text: &str, words: &impl Words) -> Vec<String> {
    let word = text.rsplit(' ').next().unwrap_or("");
    let (typed, all) = match word.split_once(':') {
        None => (word, words.fields()),
        Some((field, value)) => (value, words.values(field)),
    };
    let lower = typed.to_lowercase();
    all.into_iter()
        .filter(|c| c.to_lowercase().starts_with(&lower))
        .collect()
}

fn common_start(words: &[&String]) -> Option<String> {
    let first = words.first()?;
    let mut end = first.len();
    for word in words {
        let same = first
            .char_indices()
            .zip(word.chars())
            .find(|((_, a), b)| a != b)
            .map_or(first.len().min(word.len()), |((at, _), _)| at);
        end = end.min(same);
    }
    first.get(..end).map(str::to_owned)
}
