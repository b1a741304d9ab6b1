//! The real server, made for one measurement: its own `init`, its own `serve`, TLS on a loopback port, every
//! safeguard on. It ends with the generator, whatever ends that.

use std::{
    io::{BufRead, BufReader},
    net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, bail, ensure};
use praxis_tests::{Line, Person, clinic::first_admin};
use tempfile::TempDir;
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint};
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};

/// How long a server may take to start or to stop.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where to listen, if it is on this machine alone: whoever measures somebody else's server attacks it.
///
/// # Errors
/// A sentence.
pub(crate) fn loopback(text: &str) -> Result<IpAddr, String> {
    let Ok(address) = text.parse::<IpAddr>() else {
        return Err(
            "an address of this machine is wanted, such as 127.0.0.1 or ::1, without a port".to_owned()
        );
    };
    if address.is_loopback() {
        Ok(address)
    } else {
        Err(format!(
            "{address} is not of this machine alone: only loopback is measured (127.0.0.1, ::1), because a load on any \
             other address is an attack on whoever answers there"
        ))
    }
}

/// The server's program beside this one, built from the sources of now.
///
/// # Errors
/// If it cannot be built.
pub(crate) fn built() -> anyhow::Result<PathBuf> {
    let own = std::env::current_exe().context("this program does not know where it is")?;
    let directory = own.parent().context("this program is in no directory")?;
    let profile =
        directory.file_name().and_then(|it| it.to_str()).context("this program is in no directory")?;
    let mut build = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // always: a server that is older than the sources would be measured in silence
    build.args(["build", "--quiet", "--locked", "-p", "praxis-server", "--profile"]);
    build.arg(if profile == "debug" { "dev" } else { profile });
    let ended = build.status().context("cargo cannot be started: name the server with --server")?;
    ensure!(ended.success(), "the server could not be built: name one with --server");
    Ok(directory.join("praxis-server"))
}

/// A clinic and the server that serves it.
pub(crate) struct Server {
    program: PathBuf,
    running: Mutex<Option<Running>>,
    address: SocketAddr,
    authority: Certificate,
    admin: Option<Person>,
    /// Kept until the end.
    directory: TempDir,
}

/// A server at work, and a guard that ends it should this program be killed.
struct Running {
    child: Child,
    guard: Child,
}

impl Running {
    fn end(&mut self) {
        // the guard first: after the server has gone, its number may be somebody else's
        drop(self.guard.kill());
        drop(self.guard.wait());
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

impl Server {
    /// Makes a clinic and serves it.
    ///
    /// # Errors
    /// If the program refuses.
    pub(crate) async fn open(program: &Path, at: IpAddr) -> anyhow::Result<Arc<Self>> {
        let directory = tempfile::Builder::new().prefix("praxis-load-").tempdir()?;
        // free now; nobody else on this machine is in a hurry to take it
        let port = TcpListener::bind((at, 0))
            .with_context(|| format!("{at} cannot be listened on"))?
            .local_addr()?
            .port();
        let mut server = Self {
            program: program.to_owned(),
            running: Mutex::default(),
            address: SocketAddr::new(at, port),
            authority: Certificate::from_pem(""),
            admin: None,
            directory,
        };
        let made = server.command().args(["init", "--time-zone", "Europe/Berlin"]).output()?;
        ensure!(made.status.success(), "init: {}", String::from_utf8_lossy(&made.stderr));
        let told = String::from_utf8(made.stdout)?;
        let code = told.lines().find_map(|line| line.split_once("administrator:"));
        let code = code.context("init told no code")?.1.trim().to_owned();
        let authority = server.data().join("tls").join("ca.pem");
        server.authority = Certificate::from_pem(std::fs::read(authority).context("init made no authority")?);
        server.start().await?;
        let channel = server.connect().await?;
        let opened = Line::new(channel.clone(), None).sessions().activate(first_admin(&code)).await?;
        server.admin = Some(Person::new(channel, opened.into_inner()));
        Ok(Arc::new(server))
    }

    /// What the program prints for whoever stands in for a second pair of eyes.
    ///
    /// # Errors
    /// If the server's key cannot be read.
    pub(crate) fn console_code(&self) -> anyhow::Result<String> {
        let key = praxis_server::anchor::SigningKey::open_or_make(&self.data().join("audit/key"))?;
        let now = praxis_server::clock::Clock::system().now();
        Ok(praxis_server::console::code(&key, now).reveal().to_owned())
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        // nothing of the machine's own settings
        command.env_clear().env("HOME", self.directory.path()).arg("--data-dir").arg(self.data());
        command.args(["--listen", &self.address.to_string(), "--log", "error"]);
        // accounts here have a password each and no second factor; nobody locks because a scenario took long; one
        // address opens thousands of connections; and no backup begins in the middle of a figure
        command.args(["--second-factor", "none", "--idle-desk-minutes", "60", "--idle-doctor-minutes", "60"]);
        command.args(["--idle-admin-minutes", "60", "--idle-patient-minutes", "60"]);
        command.args(["--max-connections", "4096", "--max-connections-per-source", "4096"]);
        command.args(["--backup-minutes", "0"]);
        // people come in by codes, and book as fast as they can
        command.args(["--paper-codes", "yes", "--sign-ups-an-hour", "100000"]);
        command.args([
            "--asked-visits",
            "1000",
            "--asked-visits-a-day",
            "1000",
            "--asked-visits-when-new",
            "1000",
        ]);
        command
    }

    /// Starts it; the answer is the time until it had answered a call.
    ///
    /// # Errors
    /// If it does not serve.
    pub(crate) async fn start(&self) -> anyhow::Result<Duration> {
        let begun = Instant::now();
        let mut child = self.command().arg("serve").stdin(Stdio::null()).stderr(Stdio::piped()).spawn()?;
        let pid = child.id();
        let told = child.stderr.take().context("its standard error")?;
        // reads its end of a pipe that nobody writes to: it closes when this program ends, however it ends
        let guard = Command::new("sh")
            .args(["-c", "trap '' INT TERM; read -r _; kill -KILL \"$0\"", &pid.to_string()])
            .stdin(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let guard = match guard {
            Ok(guard) => guard,
            Err(why) => {
                drop(child.kill());
                drop(child.wait());
                return Err(why).context("sh, which ends the server should this program be killed");
            }
        };
        thread::spawn(move || {
            for line in BufReader::new(told).lines().map_while(Result::ok) {
                eprintln!("server: {line}");
            }
        });
        *self.running() = Some(Running { child, guard });
        loop {
            if let Ok(channel) = self.connect().await
                && HealthClient::new(channel).check(HealthCheckRequest::default()).await.is_ok()
            {
                return Ok(begun.elapsed());
            }
            let ended = self.running().as_mut().and_then(|it| it.child.try_wait().transpose()).transpose()?;
            if let Some(ended) = ended {
                bail!("the server ended instead of serving: {ended}");
            }
            ensure!(begun.elapsed() < PATIENCE, "the server did not answer within {PATIENCE:?}");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// Stops it as a service manager does, and waits until everything is durable.
    ///
    /// # Errors
    /// If it does not end, or not well.
    pub(crate) async fn stop(&self) -> anyhow::Result<()> {
        let Some(mut running) = self.running().take() else { return Ok(()) };
        let pid = rustix::process::Pid::from_child(&running.child);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM)?;
        let asked = Instant::now();
        loop {
            if let Some(ended) = running.child.try_wait()? {
                ensure!(ended.success(), "the server did not end well: {ended}");
                return Ok(());
            }
            ensure!(asked.elapsed() < PATIENCE, "the server did not stop within {PATIENCE:?}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Ends it without a word, as a power cut of the process would.
    pub(crate) fn kill(&self) {
        drop(self.running().take());
    }

    fn running(&self) -> std::sync::MutexGuard<'_, Option<Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The data directory.
    pub(crate) fn data(&self) -> PathBuf {
        self.directory.path().join("clinic")
    }

    /// The database.
    pub(crate) fn database(&self) -> PathBuf {
        self.data().join("praxis.db")
    }

    /// The first administrator.
    ///
    /// # Panics
    /// Never: it is there once the server is open.
    pub(crate) fn admin(&self) -> &Person {
        self.admin.as_ref().unwrap_or_else(|| unreachable!("a server is open with its administrator"))
    }

    /// Its process; 0 while it does not run.
    pub(crate) fn process(&self) -> u32 {
        self.running().as_ref().map_or(0, |it| it.child.id())
    }

    /// A new connection.
    ///
    /// # Errors
    /// If it is refused.
    pub(crate) async fn connect(&self) -> anyhow::Result<Channel> {
        let tls = ClientTlsConfig::new().ca_certificate(self.authority.clone()).domain_name("localhost");
        let endpoint = Endpoint::from_shared(format!("https://{}", self.address))?;
        Ok(endpoint.tls_config(tls)?.tcp_nodelay(true).connect().await?)
    }

    /// So many connections.
    ///
    /// # Errors
    /// If one is refused.
    pub(crate) async fn connections(&self, count: usize) -> anyhow::Result<Vec<Channel>> {
        let mut connections = Vec::with_capacity(count);
        for _ in 0..count {
            connections.push(self.connect().await?);
        }
        Ok(connections)
    }
}

/// Where servers listen if nobody says.
pub(crate) const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_measured() {
        assert_eq!(loopback("127.0.0.1"), Ok(HERE));
        assert_eq!(loopback("127.8.8.8"), Ok(IpAddr::V4(Ipv4Addr::new(127, 8, 8, 8))));
        assert!(loopback("::1").is_ok());
        for other in ["0.0.0.0", "192.0.2.7", "10.0.0.1", "::", "2001:db8::1", "::ffff:192.0.2.7"] {
            let said = loopback(other).unwrap_err();
            assert!(said.contains("only loopback is measured"), "{other}: {said}");
        }
        for nothing in ["", "localhost", "127.0.0.1:7717", "clinic.example.org"] {
            assert!(loopback(nothing).unwrap_err().contains("such as 127.0.0.1"), "{nothing}");
        }
    }
}
