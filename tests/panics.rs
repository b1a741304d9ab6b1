//! Panics on purpose, where the programs themselves give no way to make them: a program for
//! the tests of that.

use std::{path::Path, time::Duration};

use praxis::runtime::terminal::{Terminal, restore_on_panic};
use praxis_server::store::{Store, StoreConfig};

fn main() {
    let args: Vec<String> = std::env::args().collect();
    match args.get(1).map(String::as_str) {
        None => in_the_terminal(),
        Some(how) => in_the_store(how, args[2].as_ref()),
    }
}

/// Takes the terminal as the client does and panics while it has it.
fn in_the_terminal() {
    restore_on_panic();
    let mut terminal = Terminal::take().expect("this runs in a terminal");
    terminal.draw(|frame| frame.render_widget("about to panic", frame.area())).expect("it draws");
    panic!("on purpose");
}

/// Panics when it is dropped.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("on purpose");
    }
}

/// Makes a job panic, or the thread that runs the jobs, and says whether there is anybody left.
fn in_the_store(how: &str, directory: &Path) {
    praxis_server::log::start("info");
    std::fs::create_dir_all(directory).expect("a directory");
    let store = Store::open(&StoreConfig {
        place: praxis_tests::vault::place(directory.join("praxis.db")),
        readers: 1,
    })
    .expect("a store");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let now = "2027-03-01T07:00:00Z".parse().expect("a time");
    runtime.block_on(async {
        if how == "job" {
            let panicked = store.write::<(), _>(now, |_| panic!("on purpose")).await;
            assert!(panicked.is_err());
        } else {
            let (go, may_go) = std::sync::mpsc::channel::<()>();
            let may_go = std::sync::Mutex::new(may_go);
            let nobody = store.write(now, move |_| {
                let waits = may_go.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                // an end of the channel is as good
                let _ = waits.recv();
                Ok(Bomb)
            });
            let _ = tokio::time::timeout(Duration::ZERO, nobody).await;
            // nobody waits for the answer now, so that the thread that writes drops it, outside of any job
            drop(go);
        }
        if store.write(now, |_| Ok(())).await.is_err() {
            // the end comes from the thread that panicked, if it comes
            tokio::time::sleep(Duration::from_secs(30)).await;
            std::process::exit(1);
        }
        println!("still here");
    });
}
