//! A reader of Code 128, written from the standard's table alone: it knows bars and nothing of the program.

/// Widths of bar, space, bar, space, bar, space of each value; the stop has one more bar.
const WIDTHS: &str = "\
    212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 123122 123221 \
    223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 \
    112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 \
    311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 \
    122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 \
    214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112";

/// Reads bars, given as left edge and width; panics with the reason where a scanner would not beep.
pub fn read(bars: &[(f32, f32)]) -> String {
    let table: Vec<&str> = WIDTHS.split_whitespace().collect();
    assert_eq!(table.len(), 107);
    let narrowest = bars.iter().map(|b| b.1).fold(f32::MAX, f32::min);
    let modules = |length: f32| {
        let count = (length / narrowest).round();
        assert!(
            (length / narrowest - count).abs() < 0.1,
            "{length} is no multiple of {narrowest}"
        );
        assert!((1.0..=4.0).contains(&count), "{count} modules");
        char::from(b'0' + count as u8)
    };
    let mut widths = String::new();
    for (n, (left, width)) in bars.iter().enumerate() {
        widths.push(modules(*width));
        if let Some((next, _)) = bars.get(n + 1) {
            widths.push(modules(next - left - width));
        }
    }
    let (symbols, stop) = widths.split_at(widths.len() - 7);
    assert_eq!(stop, table[106], "it does not end with a stop");
    let values: Vec<usize> = symbols
        .as_bytes()
        .chunks(6)
        .map(|six| {
            let six = std::str::from_utf8(six).unwrap();
            table
                .iter()
                .position(|w| *w == six)
                .unwrap_or_else(|| panic!("{six} is no symbol"))
        })
        .collect();
    let (check, values) = values.split_last().unwrap();
    let sum: usize = values.iter().enumerate().map(|(n, v)| v * n.max(1)).sum();
    assert_eq!(sum % 103, *check, "the check digit is wrong");
    let mut set = match values[0] {
        103 => 'A',
        104 => 'B',
        105 => 'C',
        other => panic!("{other} is no start"),
    };
    let mut text = String::new();
    let mut shifted = None;
    for value in &values[1..] {
        match (shifted.take().unwrap_or(set), *value) {
            ('C', 0..=99) => text.push_str(&format!("{value:02}")),
            ('C', 100) => set = 'B',
            ('C', 101) => set = 'A',
            ('A', 0..=63) | ('B', 0..=95) => text.push(char::from(b' ' + *value as u8)),
            ('A', 64..=95) => text.push(char::from(*value as u8 - 64)),
            ('A', 98) => shifted = Some('B'),
            ('B', 98) => shifted = Some('A'),
            (_, 99) => set = 'C',
            ('A', 100) => set = 'B',
            ('B', 101) => set = 'A',
            (_, other) => panic!("{other} in set {set}"),
        }
    }
    text
}

#[test]
fn the_reader_reads_a_code_from_the_standards_own_examples() {
    // "PJJ123C" in set A with check digit 54, as an often printed example of the standard has it.
    let table: Vec<&str> = WIDTHS.split_whitespace().collect();
    let values = [103, 48, 42, 42, 17, 18, 19, 35, 54, 106];
    let widths: String = values.iter().map(|v| table[*v]).collect();
    let mut bars = Vec::new();
    let mut x = 0.0;
    for (n, width) in widths.bytes().map(|b| f32::from(b - b'0')).enumerate() {
        if n % 2 == 0 {
            bars.push((x, width));
        }
        x += width;
    }
    assert_eq!(read(&bars), "PJJ123C");
}
