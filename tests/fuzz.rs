//! Bytes that nobody meant: noise, good requests with a few bytes changed, and messages that
//! are well formed and full of extremes, to every RPC as everybody. Whatever is said to
//! them, it is no fault of the server, no thread panics, and it goes on.
//!
//! `PRAXIS_FUZZ=1000 cargo test -p praxis-tests --test main -- fuzz:: --nocapture` is the long form: so many requests to
//! each RPC from each caller.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use praxis_server::domain::people::Role;
use praxis_tests::{
    Clinic, Line, Refused,
    contract::{self, field_comments, is_mutation, pool, rpcs},
    dice::Dice,
};
use prost::Message;
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, MethodDescriptor, Value};
use tonic::{Code, Status};

use crate::access::{fill::Filler, judge::Aim, short, world::World};

/// Texts that have broken something somewhere.
const TEXTS: [&str; 24] = [
    "",
    " ",
    "\0",
    "\u{1b}]52;c;aGk=\u{7}",
    "\u{202e}gnp.exe",
    "e\u{301}\u{301}\u{301}",
    "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}",
    "\u{feff}",
    "' OR 1=1 --",
    "%s%n",
    "../../etc/passwd",
    "patients/",
    "patients/0/chart/0",
    "users/00000000000000000000000000",
    "users/ZZZZZZZZZZZZZZZZZZZZZZZZZZ",
    "conversations/-",
    "-1",
    "9223372036854775808",
    "NaN",
    "9999-99-99",
    "Europe/Berlin",
    "Etc/GMT+99",
    "efffffffffffffff",
    "praxis_s_0000000000000000000000000000000000000000000000000000000000000000",
];

/// Numbers at the edges of what they may be.
const NUMBERS: [i64; 16] = [
    0,
    1,
    -1,
    2,
    13,
    29,
    31,
    60,
    1440,
    9999,
    1_804_064_400,
    253_402_300_800,
    i32::MAX as i64,
    i32::MIN as i64,
    i64::MAX,
    i64::MIN,
];

/// Makes requests that nobody meant.
struct Noise<'a> {
    dice: Dice,
    good: &'a [Vec<u8>],
    input: MessageDescriptor,
}

impl Noise<'_> {
    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.dice.below(bound.max(1) as u64)).unwrap()
    }

    fn bytes(&mut self, most: usize) -> Vec<u8> {
        let count = self.below(most + 1);
        (0..count).map(|_| u8::try_from(self.dice.below(256)).unwrap()).collect()
    }

    fn request(&mut self) -> Vec<u8> {
        match self.dice.below(10) {
            0 => self.bytes(200),
            1 => self.nested(),
            2..=5 => self.changed(),
            _ => {
                let input = self.input.clone();
                self.message(&input, 0).encode_to_vec()
            }
        }
    }

    /// A good request in which something is not as it was.
    fn changed(&mut self) -> Vec<u8> {
        let at = self.below(self.good.len());
        let mut bytes = self.good[at].clone();
        for _ in 0..=self.below(4) {
            let (from, length) = (self.below(bytes.len()), self.below(16));
            let until = (from + length).min(bytes.len());
            match self.dice.below(6) {
                0 => drop(bytes.drain(from..until)),
                1 => {
                    let again = bytes[from..until].to_vec();
                    bytes.splice(from..from, again);
                }
                2 => {
                    let noise = self.bytes(12);
                    bytes.splice(from..until, noise);
                }
                3 => {
                    // the same fields once more, with other values
                    let other = self.below(self.good.len());
                    bytes.extend(&self.good[other]);
                }
                _ if bytes.is_empty() => {}
                _ => bytes[from] ^= 1 << self.dice.below(8),
            }
        }
        bytes
    }

    /// Messages in messages, or groups in groups, deeper than anybody reads.
    fn nested(&mut self) -> Vec<u8> {
        let (field, depth) = (u8::try_from(self.dice.below(15) + 1).unwrap(), 50 + self.below(400));
        if self.dice.percent(50) {
            let begin = vec![field << 3 | 3; depth];
            return [begin, vec![field << 3 | 4; depth]].concat();
        }
        let mut bytes = Vec::new();
        for _ in 0..depth {
            let mut around = vec![field << 3 | 2];
            prost::encoding::encode_varint(bytes.len() as u64, &mut around);
            around.append(&mut bytes);
            bytes = around;
        }
        bytes
    }

    fn message(&mut self, of: &MessageDescriptor, depth: usize) -> DynamicMessage {
        let mut message = DynamicMessage::new(of.clone());
        for field in of.fields() {
            if self.dice.percent(25) || depth > 4 {
                continue;
            }
            if field.is_map() {
                continue;
            }
            let value = if field.is_list() {
                let count = self.pick(&[0, 1, 2, 2, 300]);
                Value::List((0..count).map(|_| self.value(&field, depth)).collect())
            } else {
                self.value(&field, depth)
            };
            message.set_field(&field, value);
        }
        message
    }

    fn value(&mut self, field: &FieldDescriptor, depth: usize) -> Value {
        let number = self.pick(&NUMBERS);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "any number will do")]
        match field.kind() {
            Kind::String => Value::String(self.text()),
            Kind::Bytes => Value::Bytes(self.bytes(64).into()),
            Kind::Bool => Value::Bool(number & 1 == 1),
            Kind::Enum(_) => Value::EnumNumber(if self.dice.percent(70) {
                i32::try_from(self.dice.below(6)).unwrap()
            } else {
                number as i32
            }),
            Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => Value::I32(number as i32),
            Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => Value::I64(number),
            Kind::Uint32 | Kind::Fixed32 => Value::U32(number as u32),
            Kind::Uint64 | Kind::Fixed64 => Value::U64(number as u64),
            Kind::Double => Value::F64(f64::from_bits(number as u64)),
            Kind::Float => Value::F32(f32::from_bits(number as u32)),
            Kind::Message(of) => Value::Message(self.message(&of, depth + 1)),
        }
    }

    /// A text of the list, one that a good request holds, or far too much of one.
    fn text(&mut self) -> String {
        let text = self.pick(&TEXTS);
        match self.dice.below(8) {
            0 => text.repeat(1 + self.below(300)),
            1 => "x".repeat(self.below(5000)),
            2..=4 => {
                let (at, field) = (self.below(self.good.len()), self.below(8));
                texts(&self.input, &self.good[at], field).unwrap_or_else(|| text.to_owned())
            }
            _ => text.to_owned(),
        }
    }
}

/// The text in one of the fields of a request.
fn texts(of: &MessageDescriptor, bytes: &[u8], at: usize) -> Option<String> {
    let message = DynamicMessage::decode(of.clone(), bytes).ok()?;
    let texts: Vec<_> = message.fields().filter_map(|(_, value)| value.as_str().map(str::to_owned)).collect();
    texts.get(at).cloned()
}

/// Whether an answer is a fault of the server, whatever it was asked.
fn is_fault(code: Code) -> bool {
    matches!(
        code,
        Code::Internal
            | Code::Unknown
            | Code::DataLoss
            | Code::Unavailable
            | Code::Unimplemented
            | Code::Cancelled
    )
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|it| format!("{it:02x}")).collect()
}

fn told(answered: &Result<Vec<u8>, Status>) -> String {
    answered.as_ref().map_or_else(Refused::reason, |_| "OK".to_owned())
}

/// So many requests to one RPC from one caller; what was said, and how often.
async fn ask(
    line: &Line,
    rpc: &MethodDescriptor,
    mut noise: Noise<'_>,
    times: usize,
) -> BTreeMap<String, usize> {
    let mut answers = BTreeMap::new();
    for _ in 0..times {
        let request = noise.request();
        let answered = contract::call(line, rpc, request.clone()).await;
        if let Err(refused) = &answered {
            assert!(!is_fault(refused.code()), "{}: {refused:?} to {}", short(rpc), hex(&request));
        }
        *answers.entry(told(&answered)).or_default() += 1;
    }
    answers
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_bytes_to_any_rpc_from_anybody_are_a_fault_of_the_server() {
    // the short form asks nearly the same each time: what chance finds in the long one is no news of a change
    let (times, mut dice) = match std::env::var("PRAXIS_FUZZ") {
        Ok(times) => (times.parse().unwrap(), Dice::fresh("fuzz")),
        Err(_) => (6, Dice::new(6)),
    };
    let world = World::build().await;
    let (pool, comments) = (pool(), field_comments());
    let mut said: BTreeMap<String, usize> = BTreeMap::new();
    let mut copy: Option<Clinic> = None;
    for rpc in rpcs(&pool) {
        let clinic = match copy.take() {
            Some(unchanged) => unchanged,
            None => world.clinic.copy().await,
        };
        let mut callers = vec![(Role::Patient, clinic.stranger())];
        callers.extend(world.callers(&clinic).map(|(role, person)| (role, person.line)));
        let good: Vec<Vec<Vec<u8>>> = callers
            .iter()
            .map(|(role, _)| {
                let make = |(seed, aim)| {
                    let filler = Filler::new(&comments, &rpc, seed);
                    filler.request(&mut |it| world.object(*role, &it.kind, aim)).encode_to_vec()
                };
                [(1, Aim::Own), (2, Aim::Own), (3, Aim::Foreign)].map(make).to_vec()
            })
            .collect();
        let asking = callers.iter().zip(&good).map(|((_, line), good)| {
            let noise = Noise { dice: Dice::new(dice.roll()), good, input: rpc.input() };
            ask(line, &rpc, noise, times)
        });
        let asking: Vec<_> = asking.collect();
        for answers in join_all(asking).await {
            for (what, count) in answers {
                *said.entry(what).or_default() += count;
            }
        }
        assert_eq!(clinic.panics(), 0, "{}", short(&rpc));
        // it goes on
        let asked = praxis_shared::pb::GetClinicRequest {};
        clinic.stranger().clinics().get_clinic(asked).await.unwrap();
        if !is_mutation(rpc.name()) {
            copy = Some(clinic);
        }
    }
    println!("{} requests: {said:?}", said.values().sum::<usize>());
    // the noise reaches all depths: what is no message, what is wrong in one, who may not, and what is done
    for reached in
        ["MALFORMED_REQUEST", "INVALID_FIELDS", "ROLE_NOT_ALLOWED", "NOT_SIGNED_IN", "NOT_FOUND", "OK"]
    {
        assert!(said.contains_key(reached), "nothing was answered with {reached}: {said:?}");
    }
}

#[test]
fn a_fault_is_told_from_a_refusal_and_the_same_seed_asks_the_same() {
    assert!([Code::Internal, Code::Unknown, Code::DataLoss].into_iter().all(is_fault));
    assert!(![Code::InvalidArgument, Code::NotFound, Code::ResourceExhausted].into_iter().any(is_fault));
    let pool = pool();
    let rpc = rpcs(&pool).find(|it| it.name() == "BookAppointment").unwrap();
    let good = [Filler::new(&field_comments(), &rpc, 1).request(&mut |_| None).encode_to_vec()];
    let run = |seed| {
        let mut noise = Noise { dice: Dice::new(seed), good: &good, input: rpc.input() };
        (0..50).map(|_| noise.request()).collect::<Vec<_>>()
    };
    assert_eq!(run(7), run(7));
    assert_ne!(run(7), run(8));
    let decodes = |it: &Vec<u8>| DynamicMessage::decode(rpc.input(), it.as_slice()).is_ok();
    let well_formed = run(7).iter().filter(|it| decodes(it)).count();
    assert!((10..50).contains(&well_formed), "{well_formed} of 50 are messages");
}
