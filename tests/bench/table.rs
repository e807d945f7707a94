//! The table that a bench prints.

use std::time::{Duration, Instant};

/// Rows: metric, ours, floor, target.
#[derive(Default)]
pub struct Table {
    rows: Vec<[String; 6]>,
}

impl Table {
    /// A time that should not be longer than `target`.
    pub fn time(
        &mut self,
        metric: &str,
        ours: Duration,
        floor: Option<Duration>,
        target: Option<Duration>,
    ) {
        let ratio = floor.map(|f| ours.as_secs_f64() / f.as_secs_f64());
        self.push(
            metric,
            span(ours),
            floor.map(span),
            ratio,
            target.map(|t| (format!("<= {}", span(t)), ours <= t)),
        );
    }

    /// A figure that should not be below `target`.
    pub fn at_least(&mut self, metric: &str, ours: f64, floor: Option<f64>, target: Option<f64>) {
        self.push(
            metric,
            figure(ours),
            floor.map(figure),
            floor.map(|f| ours / f),
            target.map(|t| (format!(">= {}", figure(t)), ours >= t)),
        );
    }

    /// A figure that should not be above `target`.
    pub fn at_most(&mut self, metric: &str, ours: f64, floor: Option<f64>, target: Option<f64>) {
        self.push(
            metric,
            figure(ours),
            floor.map(figure),
            floor.map(|f| ours / f),
            target.map(|t| (format!("<= {}", figure(t)), ours <= t)),
        );
    }

    fn push(
        &mut self,
        metric: &str,
        ours: String,
        floor: Option<String>,
        ratio: Option<f64>,
        target: Option<(String, bool)>,
    ) {
        let (target, verdict) = match target {
            Some((text, true)) => (text, "ok".to_owned()),
            Some((text, false)) => (text, "MISSED".to_owned()),
            None => (String::new(), String::new()),
        };
        let row = [
            metric.to_owned(),
            ours,
            floor.unwrap_or_default(),
            ratio.map(|r| format!("{r:.2}")).unwrap_or_default(),
            target,
            verdict,
        ];
        // At once, too: a long bench may be given up.
        println!("  {}", row.join(" | "));
        self.rows.push(row);
    }

    /// Prints all rows with aligned columns.
    pub fn print(&self, title: &str) {
        let heads =
            ["metric", "ours", "floor", "ours/floor", "target", "verdict"].map(str::to_owned);
        let width = |column: usize| {
            let all = self.rows.iter().chain([&heads]);
            all.map(|row| row[column].chars().count())
                .max()
                .unwrap_or(0)
        };
        let widths: [usize; 6] = std::array::from_fn(width);
        println!("\n== {title}");
        for row in [&heads].into_iter().chain(&self.rows) {
            let cells = row
                .iter()
                .zip(widths)
                .enumerate()
                .map(|(column, (cell, width))| match column {
                    0 | 5 => format!("{cell:<width$}"),
                    _ => format!("{cell:>width$}"),
                });
            println!("{}", cells.collect::<Vec<_>>().join("  ").trim_end());
        }
    }
}

/// A span with a fitting unit.
pub fn span(span: Duration) -> String {
    let micros = span.as_secs_f64() * 1e6;
    match micros {
        m if m < 1_000.0 => format!("{m:.0} us"),
        m if m < 1_000_000.0 => format!("{:.2} ms", m / 1e3),
        m => format!("{:.2} s", m / 1e6),
    }
}

fn figure(value: f64) -> String {
    if value.abs() < 100.0 && value.fract() != 0.0 {
        return format!("{value:.1}");
    }
    let digits = format!("{value:.0}");
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// How long some work took, many times over.
pub struct Samples(Vec<Duration>);

impl Samples {
    /// Does it so many times.
    pub fn of(times: usize, mut work: impl FnMut()) -> Samples {
        let one = |_| {
            let begun = Instant::now();
            work();
            begun.elapsed()
        };
        Samples::sorted((0..times).map(one).collect())
    }

    /// These.
    pub fn sorted(mut spans: Vec<Duration>) -> Samples {
        spans.sort_unstable();
        Samples(spans)
    }

    /// Half took no longer.
    pub fn p50(&self) -> Duration {
        self.at(0.5)
    }

    /// So large a part took no longer.
    pub fn at(&self, part: f64) -> Duration {
        let last = self.0.len().saturating_sub(1) as f64;
        self.0
            .get((last * part).round() as usize)
            .copied()
            .unwrap_or_default()
    }
}

/// A figure of this process, in bytes: `VmHWM` or `VmRSS`.
pub fn memory(name: &str) -> f64 {
    memory_of("self", name)
}

/// A figure of a process, in bytes.
pub fn memory_of(process: &str, name: &str) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(name));
    let kib: f64 = line
        .and_then(|line| line.split_whitespace().nth(1)?.parse().ok())
        .unwrap_or(0.0);
    kib * 1024.0
}
