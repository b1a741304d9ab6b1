//! The contract as data: its RPCs, their comments, and a way to call one by its name
//! with bytes, so that what is proved of every RPC holds for those not yet written.

use std::collections::HashMap;

use praxis_shared::pb;
use prost::{
    Message,
    bytes::{Buf, BufMut},
};
use prost_reflect::{DescriptorPool, MethodDescriptor};
use prost_types::{FileDescriptorProto, FileDescriptorSet};
use tonic::{
    Request, Status,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
};

use crate::{people::Line, within};

/// The contract, with its options.
///
/// # Panics
/// If it does not decode.
#[must_use]
pub fn pool() -> DescriptorPool {
    DescriptorPool::decode(pb::DESCRIPTORS).unwrap()
}

/// Every RPC of the clinic, in the order of the files.
pub fn rpcs(pool: &DescriptorPool) -> impl Iterator<Item = MethodDescriptor> {
    let services: Vec<_> = pool.services().filter(|it| it.package_name().starts_with("praxis.")).collect();
    services.into_iter().flat_map(|service| service.methods().collect::<Vec<_>>())
}

/// The path by which an RPC is called.
#[must_use]
pub fn path(rpc: &MethodDescriptor) -> String {
    format!("/{}/{}", rpc.parent_service().full_name(), rpc.name())
}

/// Whether an RPC changes nothing that is kept, or is a door that a client passes before it is somebody.
#[must_use]
pub fn is_mutation(rpc: &str) -> bool {
    const NOT: [&str; 9] =
        ["Get", "List", "Find", "Explain", "Watch", "SignIn", "Activate", "Reauthenticate", "Signal"];
    !NOT.iter().any(|prefix| rpc.starts_with(prefix))
}

/// Something in a proto file, by its full name, and the comment before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// Such as `message`.
    pub kind: &'static str,
    /// Such as `praxis.v1.Patient.name`.
    pub name: String,
    /// Empty if there is none.
    pub comment: String,
}

/// Every element of the clinic's own files.
#[must_use]
pub fn elements(set: &FileDescriptorSet) -> Vec<Element> {
    let ours = set.file.iter().filter(|file| file.package().starts_with("praxis."));
    ours.flat_map(elements_of).collect()
}

fn elements_of(file: &FileDescriptorProto) -> Vec<Element> {
    let mut comments = HashMap::new();
    for location in file.source_code_info.iter().flat_map(|it| &it.location) {
        comments.insert(location.path.clone(), location.leading_comments().trim().to_owned());
    }
    let comment = |path: &[i32]| comments.get(path).cloned().unwrap_or_default();
    let mut found = Vec::new();
    let mut note = |kind, name: String, path: &[i32]| {
        found.push(Element { kind, name, comment: comment(path) });
    };
    // a file is explained above its package line
    note("file", file.name().to_owned(), &[2]);
    let package = file.package();
    for (at, message) in (0..).zip(&file.message_type) {
        let name = format!("{package}.{}", message.name());
        assert!(
            message.nested_type.is_empty() && message.enum_type.is_empty(),
            "{name} nests: teach `elements` to look inside"
        );
        note("message", name.clone(), &[4, at]);
        for (inner, field) in (0..).zip(&message.field) {
            note("field", format!("{name}.{}", field.name()), &[4, at, 2, inner]);
        }
        for (inner, oneof) in (0..).zip(&message.oneof_decl) {
            note("oneof", format!("{name}.{}", oneof.name()), &[4, at, 8, inner]);
        }
    }
    for (at, it) in (0..).zip(&file.enum_type) {
        let name = format!("{package}.{}", it.name());
        note("enum", name.clone(), &[5, at]);
        for (inner, value) in (0..).zip(&it.value) {
            note("enum value", format!("{name}.{}", value.name()), &[5, at, 2, inner]);
        }
    }
    for (at, service) in (0..).zip(&file.service) {
        let name = format!("{package}.{}", service.name());
        note("service", name.clone(), &[6, at]);
        for (inner, rpc) in (0..).zip(&service.method) {
            note("rpc", format!("{name}.{}", rpc.name()), &[6, at, 2, inner]);
        }
    }
    for (at, extension) in (0..).zip(&file.extension) {
        note("extension", format!("{package}.{}", extension.name()), &[7, at]);
    }
    found
}

/// The comment of every field, by full name.
///
/// # Panics
/// If the contract does not decode.
#[must_use]
pub fn field_comments() -> HashMap<String, String> {
    let set = FileDescriptorSet::decode(pb::DESCRIPTORS).unwrap();
    let fields = elements(&set).into_iter().filter(|it| it.kind == "field");
    fields.map(|it| (it.name, it.comment)).collect()
}

/// Messages as the bytes they are.
#[derive(Debug, Clone, Copy, Default)]
struct Raw;

impl Codec for Raw {
    type Encode = Vec<u8>;
    type Decode = Vec<u8>;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Raw {
    type Item = Vec<u8>;
    type Error = Status;

    fn encode(&mut self, item: Vec<u8>, into: &mut EncodeBuf<'_>) -> Result<(), Status> {
        into.put_slice(&item);
        Ok(())
    }
}

impl Decoder for Raw {
    type Item = Vec<u8>;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<Vec<u8>>, Status> {
        let mut item = vec![0; from.remaining()];
        from.copy_to_slice(&mut item);
        Ok(Some(item))
    }
}

/// Calls an RPC by its path. Of a stream, the answer is its first message.
///
/// # Errors
/// What the server refuses.
///
/// # Panics
/// If there is no answer, or a stream ends before it says anything.
pub async fn call(line: &Line, rpc: &MethodDescriptor, request: Vec<u8>) -> Result<Vec<u8>, Status> {
    let mut wire = tonic::client::Grpc::new(line.wire());
    within(async {
        wire.ready().await.map_err(|why| Status::unavailable(why.to_string()))?;
        let path = path(rpc).parse().unwrap();
        if rpc.is_server_streaming() {
            let mut stream = wire.server_streaming(Request::new(request), path, Raw).await?.into_inner();
            stream.message().await.map(Option::unwrap)
        } else {
            wire.unary(Request::new(request), path, Raw).await.map(tonic::Response::into_inner)
        }
    })
    .await
}
