//! The sample clinic inside this program: the one place where the client knows
//! the server. The server listens on a socket in the sample's own directory, which
//! is how this client and every further terminal reach it.

use std::io::{self, Write as _};
use std::path::Path;
use std::thread::JoinHandle;

use anyhow::Context;
use tokio::sync::oneshot;

use praxis::cli::{self, Look};
use praxis::config::Memory;
use praxis::context::SampleAccount;
use praxis::runtime::server::Server;
use praxis::start::{Surroundings, prepare, run};
use praxis_server::{Listener, demo, serve};

/// Opens the sample clinic, runs the client on it, and closes it. If it is open already, joins it.
pub(crate) fn demo(
    demo: &cli::Demo,
    look: &Look,
    memory: Memory,
    surroundings: &Surroundings,
) -> anyhow::Result<()> {
    let dir = demo.data_dir.clone().map_or_else(demo::usual_dir, Ok)?;
    let socket = demo::socket(&dir);
    let joins = std::os::unix::net::UnixStream::connect(&socket).is_ok();
    let hall = if joins {
        anyhow::ensure!(!demo.fresh, "the sample clinic is open in another terminal: close it there first");
        println!("Joining the sample clinic that is open in another terminal.");
        None
    } else {
        println!("Opening the sample clinic in {} ...", dir.display());
        Some(Hall::open(&dir, demo.fresh)?)
    };
    println!("A second terminal joins it with:  {}", join_command(demo.data_dir.as_deref()));

    let samples = demo::accounts()
        .into_iter()
        .map(|it| SampleAccount {
            login: it.user_name,
            password: demo::PASSWORD.to_owned(),
            label: format!("{} ({})", it.name, it.role),
        })
        .collect();
    let server = Server::at_socket(socket);
    let (start, complaints) = prepare(server, look, memory, surroundings, samples);
    let ended = run(start);
    for complaint in complaints {
        let _ = writeln!(io::stderr(), "praxis: {complaint}");
    }
    if let Some(hall) = hall {
        hall.close();
        // the terminal may be gone by now, which is nothing to panic about
        let _ = writeln!(
            io::stdout(),
            "The sample clinic is kept in {}; --fresh makes a new one.",
            dir.display()
        );
    }
    ended
}

fn join_command(data_dir: Option<&Path>) -> String {
    let program = std::env::current_exe().map_or_else(|_| "praxis".to_owned(), |it| it.display().to_string());
    match data_dir {
        Some(dir) => format!("{program} demo --data-dir {}", dir.display()),
        None => format!("{program} demo"),
    }
}

/// The server on a thread of its own, until it is closed.
struct Hall {
    stop: oneshot::Sender<()>,
    thread: JoinHandle<anyhow::Result<()>>,
}

impl Hall {
    /// Comes back once the clinic listens.
    fn open(dir: &Path, fresh: bool) -> anyhow::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let opened = runtime.block_on(demo::open(dir, fresh))?;
        if let Some(notice) = &opened.notice {
            println!("{notice}");
        }
        let listener = runtime.block_on(Listener::open(&opened.config, &opened.desk.clock))?;
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::Builder::new().name("praxis-demo".into()).spawn(move || {
            let _lock = opened.lock;
            let told = async {
                // an error means that the client is gone, which is a reason to stop, too
                let _ = stopped.await;
            };
            runtime.block_on(serve(opened.desk, listener, told))
        })?;
        Ok(Self { stop, thread })
    }

    fn close(self) {
        let _ = self.stop.send(());
        let ended = self.thread.join().unwrap_or_else(|_| Err(anyhow::anyhow!("the server panicked")));
        if let Err(why) = ended.context("the sample clinic did not close well") {
            let _ = writeln!(io::stderr(), "praxis: {why:#}");
        }
    }
}
