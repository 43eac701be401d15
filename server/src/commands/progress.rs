//! The bar that shows how far a long piece of work is.

use std::time::Duration;

use backend::import::{Phase, Progress};
use indicatif::{HumanBytes, HumanCount, ProgressBar, ProgressStyle};

/// One line on the terminal; nothing where there is no terminal.
pub(super) struct Bar {
    bar: ProgressBar,
    phase: Option<Phase>,
}

impl Bar {
    pub(super) fn new() -> Self {
        let bar = ProgressBar::new_spinner();
        bar.enable_steady_tick(Duration::from_millis(100));
        Self { bar, phase: None }
    }

    pub(super) fn show(&mut self, progress: Progress) {
        if self.phase != Some(progress.phase) {
            self.phase = Some(progress.phase);
            let style = if progress.total.is_some() { "{msg} {wide_bar} {pos} of {len}" } else { "{spinner} {msg}" };
            if let Ok(style) = ProgressStyle::with_template(style) {
                self.bar.set_style(style);
            }
        }
        let words = words(progress.phase);
        let done = match (progress.total, progress.phase) {
            (Some(_), _) => String::new(),
            (None, Phase::ReadingGroups | Phase::ReadingUsers) => format!(", {}", HumanBytes(progress.done)),
            (None, _) => format!(", {}", HumanCount(progress.done)),
        };
        self.bar.set_message(format!("{words}{done}"));
        if let Some(total) = progress.total {
            self.bar.set_length(total);
            self.bar.set_position(progress.done);
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

fn words(phase: Phase) -> &'static str {
    match phase {
        Phase::ReadingGroups => "Reading groups",
        Phase::ReadingUsers => "Reading users",
        Phase::Comparing => "Comparing with the account",
        Phase::WritingGroups => "Writing groups",
        Phase::WritingUsers => "Writing users",
        Phase::WritingGrants => "Writing grants",
        Phase::Counting => "Counting what every group holds",
    }
}
