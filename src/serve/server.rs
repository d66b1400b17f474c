//! The server: one thread with its sockets, which shows what it is given until it is stopped.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::response::sse::{Event as News, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::WatchStream;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate as _, SizeAbove};

use super::address::{Address, reached_at};
use super::answer::{Place, Wanted};
use super::showing::Showing;
use super::watch::{Event, Watch};
use super::{ServeError, Trouble};
use crate::site::Site;

/// How long requests that are being answered may take once the server is to stop; browsers hold connections open on which
/// they ask for nothing.
const PARTING: Duration = Duration::from_millis(500);
/// Bytes below which compression gains nothing.
const SMALL: u64 = 256;

/// What is served; the server ends when the other side of this is gone.
type Shown = watch::Receiver<Arc<Showing>>;

/// A server that has its address and does not answer yet.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: Address,
}

/// A server that answers.
#[derive(Debug)]
pub struct Running {
    show: watch::Sender<Arc<Showing>>,
    thread: JoinHandle<io::Result<()>>,
}

/// What answers are made from.
#[derive(Clone)]
struct Desk {
    place: Arc<Place>,
    shown: Shown,
}

impl Server {
    /// Takes an address; port 0 takes one that is free.
    pub fn bind(address: Address) -> Result<Self, ServeError> {
        let failed = |source| ServeError::Listen { address: address.socket, source };
        let listener = TcpListener::bind(address.socket).map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        let socket = listener.local_addr().map_err(failed)?;
        Ok(Self { listener, address: Address { socket, ..address } })
    }

    /// Where a browser on this machine finds the site.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}{}", reached_at(self.address.socket), self.address.base)
    }

    /// The address that is listened on.
    #[must_use]
    pub fn listening(&self) -> SocketAddr {
        self.address.socket
    }

    /// Begins to answer. Whoever interrupts the program is heard by the watch.
    pub fn start(self, first: Result<Site, Trouble>, watch: &Watch) -> Result<Running, ServeError> {
        let (show, shown) = watch::channel(Arc::new(Showing::new(first)));
        let desk = Desk { place: Arc::new(Place::new(&self.address)), shown };
        let (listens, is_listening) = channel();
        let stop = watch.sender();
        let thread = thread::Builder::new()
            .name("server".to_owned())
            .spawn(move || {
                let ended = run(self.listener, desk, &stop, &listens);
                // Whoever waits for changes is to learn that there is nobody left to show them to.
                stop.send(Event::Stop).ok();
                ended
            })
            .map_err(ServeError::Run)?;
        let running = Running { show, thread };
        match is_listening.recv() {
            Ok(()) => Ok(running),
            Err(_ended) => Err(running.stop().err().unwrap_or_else(|| ServeError::Run(io::ErrorKind::Other.into()))),
        }
    }
}

impl Running {
    /// Shows a new site, or what is wrong beside the present one; says how many files differ.
    pub fn show(&self, rendered: Result<Site, Trouble>) -> usize {
        let present = Arc::clone(&self.show.borrow());
        let next = present.next(rendered);
        let changed = present.differences(&next);
        self.show.send_replace(Arc::new(next));
        changed
    }

    /// Ends the server, and with it the connections of those who wait for news.
    pub fn stop(self) -> Result<(), ServeError> {
        drop(self.show);
        self.thread.join().unwrap_or_else(|cause| std::panic::resume_unwind(cause)).map_err(ServeError::Run)
    }
}

/// Answers until there is nothing to show any more.
fn run(listener: TcpListener, desk: Desk, stop: &Sender<Event>, listens: &Sender<()>) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        for kind in [SignalKind::interrupt(), SignalKind::terminate()] {
            let mut signals = signal(kind)?;
            let stop = stop.clone();
            tokio::spawn(async move {
                while signals.recv().await.is_some() {
                    // If nobody waits any more, the program is ending already.
                    stop.send(Event::Stop).ok();
                }
            });
        }
        let shown = desk.shown.clone();
        let serving = axum::serve(listener, router(desk)).with_graceful_shutdown(closed(shown.clone()));
        let serving = tokio::spawn(serving.into_future());
        // The other side is still there, or about to find out.
        listens.send(()).ok();
        closed(shown).await;
        match tokio::time::timeout(PARTING, serving).await {
            Ok(Ok(ended)) => ended,
            Ok(Err(failed)) => Err(io::Error::other(failed)),
            // A browser that takes its time loses what it had not taken.
            Err(_late) => Ok(()),
        }
    })
}

/// Waits until there is nothing to show any more.
async fn closed(mut shown: Shown) {
    while shown.changed().await.is_ok() {}
}

fn router(desk: Desk) -> Router {
    let worth_it = SizeAbove::new(SMALL)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::SSE)
        .and(NotForContentType::const_new("font/"));
    let compression = CompressionLayer::new().gzip(true).compress_when(worth_it);
    Router::new().fallback(answer).with_state(desk).layer(compression)
}

fn answer(State(desk): State<Desk>, request: Request) -> Ready<Response> {
    let (parts, _body) = request.into_parts();
    let place = &desk.place;
    let showing = Arc::clone(&desk.shown.borrow());
    let answer = match place.read(&parts) {
        Ok(Wanted::News) => Ok(news(desk.shown.clone())),
        Ok(Wanted::Other(request)) => place.answer(&showing, &request),
        Err(refusal) => Err(refusal),
    };
    ready(place.finish(answer.unwrap_or_else(|refusal| place.refuse(&showing, refusal))))
}

/// The name of what is shown, now and after every change.
fn news(shown: Shown) -> Response {
    let names = WatchStream::new(shown).map(|showing| Ok::<_, Infallible>(News::default().data(&showing.name)));
    Sse::new(names).keep_alive(KeepAlive::default()).into_response()
}
