//! Backups that the server makes by itself.

use std::path::{Path, PathBuf};

use super::{Layers, file, number};

/// Where backups go, how often, for whom, and how many stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backups {
    /// Where they go; `backups` in the data directory if nothing is named.
    pub directory: Option<PathBuf>,
    /// Minutes between two, while something changes; 0 for none.
    pub minutes: u32,
    /// How many of the newest stay, beside one an hour for a day and one a day for thirty days.
    pub keep: usize,
    /// A file of age recipients who alone can read them.
    pub recipients: Option<PathBuf>,
}

impl Backups {
    /// None by themselves.
    #[must_use]
    pub const fn none() -> Self {
        Self { directory: None, minutes: 0, keep: 8, recipients: None }
    }

    /// Where they go for a clinic in this directory.
    #[must_use]
    pub fn directory(&self, data_dir: &Path) -> PathBuf {
        self.directory.clone().unwrap_or_else(|| data_dir.join("backups"))
    }

    pub(super) fn resolve(layers: &Layers) -> anyhow::Result<Self> {
        Ok(Self {
            directory: layers.take("backup_directory", || Ok(None), file)?,
            minutes: layers.take("backup_minutes", || Ok(15), |text| number(text, 0, 1440))?,
            keep: layers.take(
                "backup_keep",
                || Ok(8),
                |text| number(text, 1, 10_000).map(|it| it as usize),
            )?,
            recipients: layers.take("backup_recipients", || Ok(None), file)?,
        })
    }
}
