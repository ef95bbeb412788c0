//! Requests to addresses that people typed: links to see whether they still lead anywhere, and webhooks. It knows nothing of either.
//!
//! Invariant: nothing that somebody types makes this program talk to the network it stands in. A name is resolved once, here; each address that
//! it has must be one of the open internet ([`addresses::is_public`]), and the connection goes to those and to no other, so that a second answer
//! of the name's server changes nothing. A redirect is a new address and is checked in the same way. An answer is cut at a number of bytes, and
//! everything together ends within [`LONGEST`]. Proxies of the environment are not asked.

pub mod addresses;

use crate::config::{Config, Reach};
use reqwest::header::{HeaderName, HeaderValue, LOCATION};
use reqwest::redirect::Policy;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;
use url::{Host, Url};

/// Everything that one request costs together: resolving, redirects, the answer.
pub const LONGEST: Duration = Duration::from_secs(20);
const CONNECT: Duration = Duration::from_secs(6);
const MAX_REDIRECTS: usize = 5;

pub use reqwest::Method;

/// What is asked.
pub struct Request {
    pub method: Method,
    pub url: Url,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// As many bytes of the answer are read; of a longer one, the first.
    pub max_answer_bytes: usize,
}

impl Request {
    /// Without headers of its own and without a body; no byte of the answer's body is read.
    pub fn new(method: Method, url: Url) -> Self {
        Self { method, url, headers: Vec::new(), body: Vec::new(), max_answer_bytes: 0 }
    }
}

/// What came back, whatever its status.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// The address that answered, after redirects.
    pub url: Url,
    /// The beginning of the body.
    pub body: Vec<u8>,
}

/// Why nothing came back. The words are for admins and for those who typed the address; none holds the address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// An address that is never asked.
    #[error("{0}")]
    Refused(&'static str),
    #[error("its name is not known on the internet")]
    UnknownName,
    #[error("it can not be reached: {0}")]
    Unreachable(String),
    #[error("it did not answer in time")]
    TooSlow,
    #[error("it leads from one address to the next without an end")]
    TooManyRedirects,
}

/// The addresses of a name. Blocking; another one in tests.
type Resolve = Arc<dyn Fn(&str) -> std::io::Result<Vec<IpAddr>> + Send + Sync>;

/// The way out. Cheap to clone.
#[derive(Clone)]
pub struct Outgoing {
    user_agent: String,
    reach: Reach,
    resolve: Resolve,
}

impl Outgoing {
    pub fn new(config: &Config) -> Self {
        let user_agent = format!("Commonshelf/{} (+{})", env!("CARGO_PKG_VERSION"), config.public_url);
        Self { user_agent, reach: config.outgoing, resolve: Arc::new(by_the_system) }
    }

    /// Whether anybody is asked at all.
    pub fn is_open(&self) -> bool {
        self.reach != Reach::Nowhere
    }

    /// Asks, and follows redirects: of a GET or HEAD all, of others those that keep the method (307 and 308). Blocking, not for async threads.
    pub fn send(&self, request: Request) -> Result<Answer, Failure> {
        // The client is built also for plain HTTP, and a program that uses this crate may not have chosen. It is the only one there is.
        let _chosen_already = rustls::crypto::ring::default_provider().install_default();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|failure| Failure::Unreachable(failure.to_string()))?;
        let answer = runtime.block_on(async { tokio::time::timeout(LONGEST, self.follow(request)).await });
        // A name's server that never answers keeps a thread for a while; nobody waits for it.
        runtime.shutdown_background();
        answer.unwrap_or(Err(Failure::TooSlow))
    }

    async fn follow(&self, mut request: Request) -> Result<Answer, Failure> {
        for _ in 0..=MAX_REDIRECTS {
            let response = self.ask(&request).await?;
            let Some(next) = next_address(&request, &response)? else {
                return read(response, request.max_answer_bytes).await;
            };
            request.url = next;
        }
        Err(Failure::TooManyRedirects)
    }

    /// One request to one address, which was looked at before.
    async fn ask(&self, request: &Request) -> Result<reqwest::Response, Failure> {
        let addresses = self.look_up(&request.url).await?;
        let host = request.url.host_str().unwrap_or_default();
        let client = reqwest::Client::builder()
            .user_agent(&self.user_agent)
            .redirect(Policy::none())
            .no_proxy()
            .connect_timeout(CONNECT)
            .resolve_to_addrs(host, &addresses)
            .build()
            .map_err(|failure| unreachable_by(&failure))?;
        let mut asking = client.request(request.method.clone(), request.url.clone());
        for (name, value) in &request.headers {
            let name = HeaderName::try_from(name.as_str()).map_err(|_| Failure::Refused("a header of the request is malformed"))?;
            let value = HeaderValue::try_from(value.as_str()).map_err(|_| Failure::Refused("a header of the request is malformed"))?;
            asking = asking.header(name, value);
        }
        if !request.body.is_empty() {
            asking = asking.body(request.body.clone());
        }
        asking.send().await.map_err(|failure| unreachable_by(&failure))
    }

    /// Where an address leads, if it leads into the open internet.
    async fn look_up(&self, url: &Url) -> Result<Vec<SocketAddr>, Failure> {
        check(url)?;
        let found = match url.host() {
            Some(Host::Ipv4(address)) => vec![IpAddr::V4(address)],
            Some(Host::Ipv6(address)) => vec![IpAddr::V6(address)],
            Some(Host::Domain(name)) => {
                let (resolve, name) = (Arc::clone(&self.resolve), name.to_owned());
                let resolved = tokio::task::spawn_blocking(move || resolve(&name)).await;
                resolved.ok().and_then(Result::ok).filter(|found| !found.is_empty()).ok_or(Failure::UnknownName)?
            }
            None => return Err(Failure::Refused("an address without a host is not asked")),
        };
        // One that is not public among others that are is somebody's trick or somebody's mistake.
        let may_be_asked = |address: &IpAddr| match self.reach {
            Reach::Internet => addresses::is_public(*address),
            Reach::ThisMachine => address.is_loopback(),
            Reach::Nowhere => false,
        };
        if !found.iter().all(may_be_asked) {
            return Err(Failure::Refused("it leads into a private network, which is not asked"));
        }
        // The port is that of the address typed.
        Ok(found.into_iter().map(|address| SocketAddr::new(address, 0)).collect())
    }
}

/// What can be said of an address before anything is asked: for who types one as well.
pub fn check(url: &Url) -> Result<(), Failure> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Failure::Refused("only addresses that begin with https:// or http:// are asked"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Failure::Refused("an address with a user or a password in it is not asked"));
    }
    Ok(())
}

fn by_the_system(name: &str) -> std::io::Result<Vec<IpAddr>> {
    Ok((name, 0).to_socket_addrs()?.map(|address| address.ip()).collect())
}

/// Where a redirect leads; none where the answer is one to be read.
fn next_address(request: &Request, response: &reqwest::Response) -> Result<Option<Url>, Failure> {
    let only_reads = matches!(request.method, Method::GET | Method::HEAD);
    let leads_on = match response.status().as_u16() {
        301..=303 => only_reads,
        307 | 308 => true,
        _ => false,
    };
    let Some(location) = response.headers().get(LOCATION).filter(|_| leads_on) else {
        return Ok(None);
    };
    let next = location.to_str().ok().and_then(|location| request.url.join(location).ok());
    let next = next.ok_or_else(|| Failure::Unreachable("it leads on to something that is no address".to_owned()))?;
    if !only_reads && request.url.scheme() == "https" && next.scheme() != "https" {
        return Err(Failure::Refused("it leads from https to an address without it, where nothing is sent"));
    }
    Ok(Some(next))
}

async fn read(mut response: reqwest::Response, max_bytes: usize) -> Result<Answer, Failure> {
    let (status, url) = (response.status().as_u16(), response.url().clone());
    let mut body = Vec::new();
    while body.len() < max_bytes {
        match response.chunk().await {
            Ok(Some(chunk)) => body.extend(chunk.iter().take(max_bytes - body.len())),
            Ok(None) => break,
            Err(failure) => return Err(unreachable_by(&failure)),
        }
    }
    Ok(Answer { status, url, body })
}

/// The innermost cause says most, and unlike the others does not repeat the address.
fn unreachable_by(failure: &reqwest::Error) -> Failure {
    if failure.is_timeout() {
        return Failure::TooSlow;
    }
    let mut cause: &dyn std::error::Error = failure;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    Failure::Unreachable(cause.to_string())
}

#[cfg(test)]
mod tests;
