//! Requests made from the descriptors alone: object fields by the `Format:` of their
//! comment, the rest by name and kind. A new RPC gets a request the day it is written;
//! one that this cannot fill is told by the sweep, not skipped.

use std::collections::HashMap;

use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, MethodDescriptor, Value};

use praxis_tests::{PASSWORD, fresh};

/// Optional parts that would only get in the way.
const LEFT_OUT: [&str; 9] =
    ["override", "stranded_plan", "breaks", "picture", "note", "page_size", "page_token", "cursor", "object"];

/// A field of a request that names an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// Such as `filter.doctor`.
    pub(crate) path: String,
    /// Such as `patients` or `patients/chart`.
    pub(crate) kind: String,
    /// It may be left empty, and is, unless it is what the call is about.
    pub(crate) optional: bool,
    /// Patients may not set it.
    pub(crate) staff_only: bool,
}

/// Makes the requests of one RPC.
pub(crate) struct Filler<'a> {
    comments: &'a HashMap<String, String>,
    rpc: MethodDescriptor,
    masked: Option<String>,
    seed: u32,
}

impl<'a> Filler<'a> {
    /// For this RPC; each seed makes other names, e-mails and times.
    pub(crate) fn new(comments: &'a HashMap<String, String>, rpc: &MethodDescriptor, seed: u32) -> Self {
        let masked = rpc.input().get_field_by_name("update_mask").and_then(|mask| {
            let comment = comments.get(mask.full_name())?;
            let first = comment.strip_prefix("Of ")?.split(['.', ',']).next()?;
            Some(first.trim().to_owned())
        });
        Self { comments, rpc: rpc.clone(), masked, seed }
    }

    /// The fields of the request that name objects.
    pub(crate) fn places(&self) -> Vec<Place> {
        let mut places = Vec::new();
        self.message(&self.rpc.input(), "", &mut |place| {
            places.push(place.clone());
            None
        });
        places
    }

    /// A request; `choose` names the object of each place.
    pub(crate) fn request(&self, choose: &mut dyn FnMut(&Place) -> Option<String>) -> DynamicMessage {
        self.message(&self.rpc.input(), "", choose)
    }

    fn message(
        &self,
        of: &MessageDescriptor,
        at: &str,
        choose: &mut dyn FnMut(&Place) -> Option<String>,
    ) -> DynamicMessage {
        let mut message = DynamicMessage::new(of.clone());
        for field in of.fields() {
            let path = if at.is_empty() { field.name().to_owned() } else { format!("{at}.{}", field.name()) };
            if self.is_read(&field, at)
                && let Some(value) = self.value(&field, &path, choose)
            {
                let value = if field.is_list() { Value::List(vec![value]) } else { value };
                message.set_field(&field, value);
            }
        }
        message
    }

    /// Whether the server reads the field in this RPC.
    fn is_read(&self, field: &FieldDescriptor, at: &str) -> bool {
        let comment = self.comments.get(field.full_name()).map_or("", String::as_str);
        if LEFT_OUT.contains(&field.name()) || comment.contains("Output only") {
            return false;
        }
        if at.is_empty() {
            return true;
        }
        let made = ["Create", "Register", "Find"].iter().any(|verb| self.rpc.name().starts_with(verb));
        match &self.masked {
            Some(masked) => field.name() == "name" || field.name() == masked || at.contains('.'),
            None => !(made && field.name() == "name"),
        }
    }

    fn value(
        &self,
        field: &FieldDescriptor,
        path: &str,
        choose: &mut dyn FnMut(&Place) -> Option<String>,
    ) -> Option<Value> {
        let comment = self.comments.get(field.full_name()).map_or("", String::as_str);
        if let Some(kind) = object_kind(comment) {
            let place = Place {
                path: path.to_owned(),
                kind,
                // what only patients may leave out is there for the others
                optional: comment.contains("empty") && !comment.contains("may leave it empty"),
                staff_only: comment.contains("Staff only"),
            };
            return choose(&place).map(Value::String);
        }
        match field.kind() {
            Kind::String => Some(Value::String(self.text(field.name()))),
            Kind::Int32 => Some(Value::I32(number(field.name())?)),
            Kind::Enum(of) => {
                // the first that is not UNSPECIFIED; roles begin with the one nobody may ask for
                let number = if of.name() == "Role" { 4 } else { 1 };
                Some(Value::EnumNumber(number))
            }
            Kind::Message(of) => match of.full_name() {
                "google.protobuf.FieldMask" => {
                    let mut mask = DynamicMessage::new(of);
                    mask.set_field_by_name(
                        "paths",
                        Value::List(self.masked.iter().cloned().map(Value::String).collect()),
                    );
                    Some(Value::Message(mask))
                }
                "google.protobuf.Timestamp" => {
                    let mut time = DynamicMessage::new(of);
                    // Wednesday, 3 March 2027, 10:00 in Berlin, and half an hour later each time
                    time.set_field_by_name(
                        "seconds",
                        Value::I64(1_804_064_400 + 1800 * i64::from(self.seed % 12)),
                    );
                    Some(Value::Message(time))
                }
                "praxis.v1.Date" => {
                    let mut date = DynamicMessage::new(of);
                    let year = if field.name() == "birth_date" { 1980 } else { 2027 };
                    for (part, value) in [("year", year), ("month", 3), ("day", 3)] {
                        date.set_field_by_name(part, Value::I32(value));
                    }
                    // a rule that holds until further notice
                    (field.name() != "effective_until").then_some(Value::Message(date))
                }
                _ => Some(Value::Message(self.message(&of, path, choose))),
            },
            _ => None,
        }
    }

    fn text(&self, field: &str) -> String {
        let seed = self.seed;
        match field {
            "request_id" => fresh(),
            // without a format: the one clinic
            "name" => "clinic".to_owned(),
            "user_name" | "login" => format!("sweep{seed}"),
            "email" => format!("sweep{seed}@example.org"),
            "password" | "current_password" => PASSWORD.to_owned(),
            "new_password" => "green lamps hum at dusk".to_owned(),
            "phone" | "contact_number" | "emergency_phone" => "+49 30 7654321".to_owned(),
            "code" => "00000-00000-00000-00000-00000-0".to_owned(),
            "time_zone" => "Europe/Berlin".to_owned(),
            "currency_code" => "EUR".to_owned(),
            "target" => "desk".to_owned(),
            "registration_number" => format!("REG-{seed}"),
            "first_name" => "Sweep".to_owned(),
            // letters only, and others each time, so that nobody is taken for somebody else
            "last_name" => {
                seed.to_string().bytes().map(|digit| char::from(b'a' + (digit - b'0') * 2)).collect()
            }
            "query" | "specialization" => String::new(),
            "scopes" => "DoctorService/ListDoctors".to_owned(),
            "source_networks" => "127.0.0.0/8".to_owned(),
            "room" => "R1".to_owned(),
            "postal_code" => "10115".to_owned(),
            "display_name" => "Clinic".to_owned(),
            _ => "because of the sweep".to_owned(),
        }
    }
}

fn number(field: &str) -> Option<i32> {
    match field {
        "from_minute" => Some(20 * 60),
        "to_minute" => Some(21 * 60),
        "cycle_weeks" => Some(1),
        "slot_minutes" => Some(30),
        _ => None,
    }
}

/// `patients/chart` for a comment with `Format: patients/{patient}/chart`.
fn object_kind(comment: &str) -> Option<String> {
    let (_, rest) = comment.split_once("Format: ")?;
    let format = rest.split([' ', ',', ';', '\n']).next()?.trim_end_matches('.');
    let (collection, rest) = format.split_once("/{")?;
    let (_, suffix) = rest.split_once('}')?;
    Some(format!("{collection}{suffix}"))
}
