//! The generated contract. Its comments live in `proto/`, its rules in the descriptors.

#![allow(
    missing_docs,
    clippy::all,
    unreachable_pub,
    reason = "generated; the proto files carry the documentation"
)]

/// The contract's messages and services.
pub mod v1 {
    tonic::include_proto!("praxis.v1");
}
/// Who may call what: the `access` option.
pub mod policy {
    /// Version 1 of it.
    pub mod v1 {
        tonic::include_proto!("praxis.policy.v1");
    }
}
pub use policy::v1::Role;
pub use v1::*;

/// Every proto file, encoded, with comments and custom options: what reflection serves and the gate reads.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));
