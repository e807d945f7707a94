//! Copying through the terminal (OSC 52): it works over SSH too, where no program can reach the person's clipboard.

/// Longer text is refused by terminals.
const LONGEST: usize = 74_000;

/// The bytes that put text into the clipboard; inside tmux they are wrapped so that it passes them on.
pub fn copy_sequence(text: &str, inside_tmux: bool) -> Vec<u8> {
    let text = match text.char_indices().nth(LONGEST * 3 / 4) {
        Some((at, _)) => text.get(..at).unwrap_or(""),
        None => text,
    };
    let plain = format!("\x1b]52;c;{}\x07", base64(text.as_bytes()));
    if inside_tmux {
        let inner = plain.replace('\x1b', "\x1b\x1b");
        format!("\x1bPtmux;{inner}\x1b\\").into_bytes()
    } else {
        plain.into_bytes()
    }
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let [a, b, c] = [0, 1, 2].map(|i| u32::from(chunk.get(i).copied().unwrap_or(0)));
        let bits = a << 16 | b << 8 | c;
        for place in 0..4 {
            if place <= chunk.len() {
                let index = (bits >> (18 - 6 * place)) & 63;
                out.push(char::from(LETTERS[index as usize]));
            } else {
                out.push('=');
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_texts() {
        for (text, coded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("302-1", "MzAyLTE="),
        ] {
            assert_eq!(base64(text.as_bytes()), coded);
        }
        let wrapped = copy_sequence("f", true);
        assert_eq!(wrapped, b"\x1bPtmux;\x1b\x1b]52;c;Zg==\x07\x1b\\");
    }
}
