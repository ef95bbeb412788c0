//! Where the bytes of uploaded files are: a folder, or a bucket of an S3-compatible object storage and how to reach it.

use super::Secret;
use crate::error::FieldError;
use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use url::{Host, Url};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Files {
    Folder(PathBuf),
    Bucket(Bucket),
}

/// `s3://name/prefix`; the prefix may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    pub name: String,
    /// Without slashes at its ends.
    pub prefix: String,
}

/// How to reach object storage.
#[derive(Clone, Debug)]
pub struct S3 {
    /// Scheme, host and port; `None` is Amazon's own.
    pub endpoint: Option<Url>,
    pub region: String,
    pub access_key: Option<Secret>,
    pub secret_key: Option<Secret>,
}

impl Files {
    /// Reads a setting: the path of a folder, or `s3://bucket/prefix`.
    pub fn parse(typed: &str) -> Result<Self, String> {
        match typed.split_once("://") {
            Some(("s3", address)) => bucket(address).map(Self::Bucket),
            Some(_) => Err("must be the path of a folder, such as /var/lib/commonshelf/files, or s3://bucket/prefix".to_owned()),
            None => Ok(Self::Folder(PathBuf::from(typed))),
        }
    }
}

impl fmt::Display for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(path) => path.display().fmt(f),
            Self::Bucket(bucket) => bucket.fmt(f),
        }
    }
}

impl fmt::Display for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let slash = if self.prefix.is_empty() { "" } else { "/" };
        write!(f, "s3://{}{slash}{}", self.name, self.prefix)
    }
}

impl S3 {
    /// What requests are signed with: access key and secret key, or each that is missing.
    pub fn keys(&self) -> Result<(&Secret, &Secret), Vec<FieldError>> {
        match (&self.access_key, &self.secret_key) {
            (Some(access), Some(secret)) => Ok((access, secret)),
            (access, secret) => {
                let keys = [("s3_access_key", access), ("s3_secret_key", secret)];
                let missing = keys.into_iter().filter(|(_, key)| key.is_none());
                Err(missing
                    .map(|(name, _)| FieldError::new(name, "is required for files in a bucket (s3://); its provider shows it"))
                    .collect())
            }
        }
    }
}

/// The rules are those of S3: a name that breaks them could not have been made.
fn bucket(address: &str) -> Result<Bucket, String> {
    let (name, prefix) = address.split_once('/').unwrap_or((address, ""));
    let is_name = (3..=63).contains(&name.len()) && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-'));
    if !is_name {
        return Err("must name a bucket of 3 to 63 small letters, digits, dots and hyphens, such as s3://our-library/files".to_owned());
    }
    let prefix = prefix.trim_end_matches('/');
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let is_prefix = prefix.is_empty() || prefix.split('/').all(|part| !matches!(part, "" | "." | "..") && part.chars().all(plain));
    if !is_prefix {
        return Err("must have a prefix of letters, digits, hyphens, dots and single slashes, such as s3://our-library/files".to_owned());
    }
    Ok(Bucket { name: name.to_owned(), prefix: prefix.to_owned() })
}

/// Plain HTTP hides nothing from those on the way. It is taken for names, which may be of a private network, and for addresses that are.
pub fn endpoint(typed: &str) -> Result<Url, String> {
    let url = Url::parse(typed).map_err(|_| "must be an address, such as https://s3.example.org".to_owned())?;
    let public = match url.host() {
        None => return Err("must begin with https:// or http:// and a host".to_owned()),
        Some(Host::Domain(_)) => false,
        Some(Host::Ipv4(ip)) => is_public(IpAddr::V4(ip)),
        Some(Host::Ipv6(ip)) => is_public(IpAddr::V6(ip)),
    };
    match url.scheme() {
        "https" => {}
        "http" if !public => {}
        "http" => return Err("must begin with https://, since the address is on the open internet".to_owned()),
        _ => return Err("must begin with https:// or http:// and a host".to_owned()),
    }
    if !url.username().is_empty() || url.password().is_some() || url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Err("must end after host and port; keys are settings of their own, and the bucket stands in files".to_owned());
    }
    Ok(url)
}

fn is_public(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => !(ip.is_loopback() || ip.is_private() || ip.is_link_local()),
        IpAddr::V6(ip) => !(ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local()),
    }
}
