//! Whose request it is, as far as its line tells: the address it came from, or what a proxy that is trusted says of that.
//!
//! Anyone can write such headers. They count only where a network of `trusted_proxies` has sent them, and they are read from the right, from the
//! last proxy to the first, only as far as each hop is one of those.

use crate::config::Config;
use actix_web::HttpRequest;
use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};

/// The client's address.
pub fn of(request: &HttpRequest, config: &Config) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip().to_canonical();
    let header = |name: &str| {
        let values = request.headers().get_all(name).filter_map(|value| value.to_str().ok());
        values.collect::<Vec<_>>().join(",")
    };
    let (forwarded_for, forwarded) = (header("x-forwarded-for"), header("forwarded"));
    let hops = if forwarded_for.is_empty() { of_forwarded(&forwarded) } else { of_list(&forwarded_for) };
    if !hops.is_empty() && !is_trusted(peer, &config.trusted_proxies) {
        warn_of_proxy(peer);
    }
    Some(first_untrusted(peer, &hops, &config.trusted_proxies))
}

fn is_trusted(address: IpAddr, trusted: &[IpNet]) -> bool {
    trusted.iter().any(|network| network.contains(&address))
}

/// From the right: the first hop that is no proxy of ours. One that can't be read ends it: what stands before it is anybody's word.
fn first_untrusted(peer: IpAddr, hops: &[Option<IpAddr>], trusted: &[IpNet]) -> IpAddr {
    let mut client = peer;
    for hop in hops.iter().rev() {
        if !is_trusted(client, trusted) {
            break;
        }
        match hop {
            Some(address) => client = *address,
            None => break,
        }
    }
    client
}

/// The addresses of an `X-Forwarded-For`.
fn of_list(header: &str) -> Vec<Option<IpAddr>> {
    header.split(',').map(address).collect()
}

/// The addresses of a `Forwarded` (RFC 7239 §4).
fn of_forwarded(header: &str) -> Vec<Option<IpAddr>> {
    let hops = header.split(',').filter(|hop| !hop.trim().is_empty());
    let of_hop = |hop: &str| {
        let mut pairs = hop.split(';').filter_map(|pair| pair.split_once('='));
        let (_, node) = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case("for"))?;
        address(node.trim().trim_matches('"'))
    };
    hops.map(of_hop).collect()
}

/// With a port or without, an IPv6 one in brackets or not.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let with_port = text.parse::<SocketAddr>().ok().map(|address| address.ip());
    let bare = with_port.or_else(|| text.trim_start_matches('[').trim_end_matches(']').parse().ok());
    bare.map(|address| address.to_canonical())
}

/// Behind a proxy that is not trusted everybody is one and the same. Said once.
fn warn_of_proxy(peer: IpAddr) {
    static WARNED: AtomicBool = AtomicBool::new(false);
    if peer.is_loopback() && !WARNED.swap(true, Ordering::Relaxed) {
        tracing::warn!(
            "a proxy on this machine passes requests on, and is not trusted: name it in trusted_proxies, or all visitors count as one"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, header: &str) -> String {
        let trusted: Vec<IpNet> = ["127.0.0.0/8", "10.0.0.0/8", "fd00::/8"].map(|network| network.parse().unwrap()).to_vec();
        let hops = if header.to_ascii_lowercase().contains("for=") { of_forwarded(header) } else { of_list(header) };
        first_untrusted(peer.parse().unwrap(), &hops, &trusted).to_string()
    }

    #[test]
    fn only_what_trusted_proxies_say_counts_and_it_is_read_from_the_right() {
        for (peer, header, expected) in [
            ("127.0.0.1", "203.0.113.7", "203.0.113.7"),
            ("127.0.0.1", "1.2.3.4, 203.0.113.7", "203.0.113.7"),
            ("127.0.0.1", "203.0.113.7, 10.1.2.3", "203.0.113.7"),
            ("127.0.0.1", "1.2.3.4, 203.0.113.7, 10.1.2.3", "203.0.113.7"),
            ("198.51.100.9", "203.0.113.7", "198.51.100.9"),
            ("127.0.0.1", "203.0.113.7, nonsense", "127.0.0.1"),
            ("127.0.0.1", "203.0.113.7, nonsense, 10.1.2.3", "10.1.2.3"),
            ("127.0.0.1", "10.9.9.9", "10.9.9.9"),
            ("127.0.0.1", "203.0.113.7:4711", "203.0.113.7"),
            ("fd00::1", "[2001:db8::5]:80", "2001:db8::5"),
            ("127.0.0.1", "for=203.0.113.7;proto=https, for=10.1.2.3", "203.0.113.7"),
            ("127.0.0.1", "For=\"[2001:db8::5]:4711\"", "2001:db8::5"),
            ("127.0.0.1", "for=_hidden", "127.0.0.1"),
            ("127.0.0.1", "by=10.1.1.1;for=203.0.113.7", "203.0.113.7"),
        ] {
            assert_eq!(client(peer, header), expected, "{peer} passing on {header}");
        }
    }
}
