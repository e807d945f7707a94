//! The texts that filters search in, in blocks, so that a million of them never move in memory.
//!
//! A text is lines: the order's own, then one for each product. Orders of the same product share its line: a shop sells
//! few products many times.

use memchr::memmem::Finder;
use std::collections::HashMap;
use std::sync::Arc;

/// A block holds this many bytes.
const BLOCK: usize = 1 << 20;
/// Longest line of an order's own, in bytes.
const LONGEST: usize = (1 << 10) - 1;
/// Most products of an order that are searched.
const MOST_PRODUCTS: usize = (1 << 6) - 1;
/// Bytes of the number of a product's line.
const NUMBER: usize = size_of::<u32>();

/// Where a text lies: block (24 bits), place in it (24), products (6), length of its own line (10).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct TextAt(u64);

/// Texts that are only added to.
#[derive(Default)]
pub(super) struct Texts {
    blocks: Vec<Vec<u8>>,
    products: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, u32>,
}

impl Texts {
    /// Adds a text, cut to a sensible length.
    pub(super) fn add(&mut self, text: &str) -> TextAt {
        let (own, products) = parts(text);
        let numbers: Vec<u32> = products.map(|line| self.number_of(line)).collect();
        let size = own.len() + numbers.len() * NUMBER;
        if self.blocks.last().is_none_or(|b| b.len() + size > BLOCK) {
            self.blocks.push(Vec::with_capacity(BLOCK));
        }
        let block = self.blocks.len() - 1;
        let Some(last) = self.blocks.last_mut() else {
            return TextAt::default();
        };
        let start = last.len();
        last.extend_from_slice(own.as_bytes());
        last.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
        TextAt(
            (block as u64) << 40
                | (start as u64) << 16
                | (numbers.len() as u64) << 10
                | own.len() as u64,
        )
    }

    /// Whether this text lies here already.
    pub(super) fn is_at(&self, at: TextAt, text: &str) -> bool {
        let (own, products) = parts(text);
        let (known, numbers) = self.get(at);
        let wanted = products.map(|line| self.numbers.get(line).copied());
        known == own.as_bytes() && numbers_of(numbers).map(Some).eq(wanted)
    }

    /// A search for texts that hold all of these words. A word has no blanks, so it never spans two lines.
    pub(super) fn search<'w>(&self, words: &'w [String]) -> Search<'w> {
        let words = words.iter().map(|word| {
            let finder = Finder::new(word.as_bytes());
            let products = self.products.iter();
            let hits = products
                .map(|line| finder.find(line.as_bytes()).is_some())
                .collect();
            (finder, hits)
        });
        Search(words.collect())
    }

    /// Whether a text is what the search wants.
    pub(super) fn fits(&self, at: TextAt, search: &Search<'_>) -> bool {
        let (own, numbers) = self.get(at);
        search.0.iter().all(|(finder, hits)| {
            finder.find(own).is_some()
                || numbers_of(numbers).any(|n| hits.get(n as usize).is_some_and(|hit| *hit))
        })
    }

    /// A text's own line and the numbers of its products' lines.
    fn get(&self, at: TextAt) -> (&[u8], &[u8]) {
        let (block, start) = ((at.0 >> 40) as usize, (at.0 >> 16 & 0xff_ffff) as usize);
        let (products, own) = ((at.0 >> 10 & 0x3f) as usize, (at.0 & 0x3ff) as usize);
        self.blocks
            .get(block)
            .and_then(|b| b.get(start..start + own + products * NUMBER))
            .unwrap_or_default()
            .split_at_checked(own)
            .unwrap_or_default()
    }

    fn number_of(&mut self, line: &str) -> u32 {
        if let Some(number) = self.numbers.get(line) {
            return *number;
        }
        let number = u32::try_from(self.products.len()).unwrap_or(u32::MAX);
        let line: Arc<str> = line.into();
        self.products.push(line.clone());
        self.numbers.insert(line, number);
        number
    }
}

/// A search for words, with the products' lines looked through already.
pub(super) struct Search<'w>(Vec<(Finder<'w>, Vec<bool>)>);

/// The own line of a text, cut to a sensible length, and the lines of its products.
fn parts(text: &str) -> (&str, impl Iterator<Item = &str>) {
    let mut lines = text.split('\n');
    let own = lines.next().unwrap_or_default();
    let mut end = own.len().min(LONGEST);
    while !own.is_char_boundary(end) {
        end -= 1;
    }
    (&own[..end], lines.take(MOST_PRODUCTS))
}

fn numbers_of(bytes: &[u8]) -> impl Iterator<Item = u32> {
    let (numbers, _) = bytes.as_chunks::<NUMBER>();
    numbers.iter().map(|number| u32::from_le_bytes(*number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_finds_what_a_plain_one_finds() {
        let all = [
            "303-1 s1 anna\nmug-1 blue mug\nmug-2 red mug",
            "303-2 s2 björn\nmug-2 red mug",
            "303-3 s3 blue",
            "",
        ];
        let mut texts = Texts::default();
        let places: Vec<TextAt> = all.iter().map(|text| texts.add(text)).collect();
        assert_eq!(texts.products.len(), 2);
        for words in [vec!["blue"], vec!["red", "björn"], vec!["303-"], vec!["zz"]] {
            let words: Vec<String> = words.iter().map(|w| (*w).to_owned()).collect();
            let search = texts.search(&words);
            for (at, text) in places.iter().zip(all) {
                let plain = words.iter().all(|word| text.contains(word.as_str()));
                assert_eq!(texts.fits(*at, &search), plain, "{words:?} {text}");
                assert!(texts.is_at(*at, text));
                assert!(!texts.is_at(*at, "303-1 s1 anna\nmug-1 blue mug"));
            }
        }
    }

    #[test]
    fn long_texts_are_cut() {
        let mut texts = Texts::default();
        let own = "ä".repeat(2_000);
        let lines: String = (0..200).map(|n| format!("\nsku-{n}")).collect();
        let at = texts.add(&format!("{own}{lines}"));
        assert!(texts.is_at(at, &format!("{own}{lines}")));
        assert!(texts.fits(at, &texts.search(&["ää".to_owned(), "sku-62".to_owned()])));
        assert!(!texts.fits(at, &texts.search(&["sku-63".to_owned()])));
    }
}
