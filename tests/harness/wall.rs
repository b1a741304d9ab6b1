//! The wall clock under the real server, turned by the test: a small library that is loaded
//! into the process (`shim/wall.c`) adds to it what a file says. Nobody else's clock moves.

use std::{
    fs::OpenOptions,
    os::unix::fs::FileExt as _,
    path::{Path, PathBuf},
};

use crate::disk::built;

/// How far the wall clock of a server goes ahead.
#[derive(Debug)]
pub struct Wall(PathBuf);

impl Wall {
    /// One that goes right, kept in this directory.
    ///
    /// # Panics
    /// If its file cannot be made.
    #[must_use]
    pub fn in_directory(directory: &Path) -> Self {
        let wall = Self(directory.join("wall"));
        wall.set_ahead(0);
        wall
    }

    /// Lets it go ahead by so many seconds, or behind, from now on.
    ///
    /// # Panics
    /// If its file cannot be written.
    pub fn set_ahead(&self, seconds: i64) {
        // the server looks at the bytes as they are: the file never is shorter in between
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&self.0).unwrap();
        file.write_all_at(&seconds.to_le_bytes(), 0).unwrap();
    }

    /// The variables that put it under a server.
    #[must_use]
    pub fn world(&self) -> Vec<(String, String)> {
        let text = |path: &Path| path.display().to_string();
        vec![("LD_PRELOAD".to_owned(), text(&built("wall"))), ("WALL_AHEAD".to_owned(), text(&self.0))]
    }
}
