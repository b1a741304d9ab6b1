//! Before a newer version changes the schema, the clinic as it was is kept.

use anyhow::Context;
use praxis_shared::time::Instant;

use super::{Ask, crypt, make};
use crate::{
    config::Config,
    store::{self, Found, Place},
};

/// Keeps a backup if this program is about to bring an older clinic's schema up to date. It is never removed by us. The
/// answer is that older schema.
///
/// # Errors
/// If the database cannot be opened by this version, or the backup cannot be made; then nothing is changed.
pub fn keep_the_old(config: &Config, place: &Place, now: Instant) -> anyhow::Result<Option<i32>> {
    let found = store::inspect(place)
        .with_context(|| format!("the database {} cannot be opened", place.file.display()))?;
    let schema = match found {
        Found::Clinic { schema } if schema < store::newest_schema() => schema,
        _ => return Ok(None),
    };
    // what will be refused needs no copy at each try
    store::expect_layout(place)
        .with_context(|| format!("the database {} cannot be opened", place.file.display()))?;
    let recipients = match &config.backup.recipients {
        Some(file) => crypt::recipients(file)?,
        None => Vec::new(),
    };
    let kind = format!("before-migration-{schema}");
    let ask = Ask {
        place,
        to: &config.backup.directory(&config.data_dir),
        kind: &kind,
        recipients: &recipients,
        now,
        tell: &|_| {},
    };
    let made = make(&ask).context(
        "this version of Praxis changes the database, and does not begin without a backup of it as it is",
    )?;
    tracing::info!(
        schema,
        newest = store::newest_schema(),
        backup = %made.path.display(),
        "the database is from an older version: a backup was made before it is brought up to date"
    );
    Ok(Some(schema))
}
