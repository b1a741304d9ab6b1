//! The forms about an account: who it is, which roles it has, and what a new
//! doctor or patient needs. What belongs to a role appears only with it.

use chrono::NaiveDate;
use praxis_shared::pb::{self, Role};
use praxis_shared::text as rules;

use crate::context::pb_date;
use crate::widget::date;
use crate::widget::form::{Field, Form};

const ROLES: [(&str, &str, Role); 4] = [
    ("desk", "Front desk", Role::Desk),
    ("doctor", "Doctor", Role::Doctor),
    ("admin", "Administrator", Role::Admin),
    ("patient", "Patient", Role::Patient),
];

const REGISTRATION: &str = "registration_number";
const SPECIALIZATIONS: &str = "specializations";
const BIRTH_DATE: &str = "birth_date";

/// What a new account is made from.
pub(super) fn create() -> Form {
    let mut fields = vec![
        Field::text("last_name", "Last name", rules::PERSON_NAME_MAX),
        Field::text("first_name", "First name", rules::PERSON_NAME_MAX),
        Field::text("user_name", "User name", rules::USER_NAME_MAX).hint("to sign in with"),
        Field::text("email", "E-mail", rules::EMAIL_MAX),
        Field::text("phone", "Phone", rules::PHONE_MAX).hint("may be empty"),
    ];
    fields.extend(role_fields(&[]));
    let mut form = Form::new(fields);
    reveal(&mut form, &[]);
    form
}

/// The roles of an account that is there.
pub(super) fn roles(user: &pb::User) -> Form {
    let has: Vec<Role> = user.roles().collect();
    let mut form = Form::new(role_fields(&has));
    reveal(&mut form, &has);
    form
}

fn role_fields(has: &[Role]) -> Vec<Field> {
    let mut fields: Vec<Field> = ROLES
        .iter()
        .map(|(name, label, role)| {
            Field::choice(name, label, &["no", "yes"]).at(usize::from(has.contains(role))).columns(16)
        })
        .collect();
    fields.extend([
        Field::text(REGISTRATION, "Register number", rules::REGISTRATION_NUMBER_MAX)
            .hint("in the medical register"),
        Field::text(SPECIALIZATIONS, "Specializations", 640).hint("comma between them"),
        Field::text(BIRTH_DATE, "Birth date", 16).columns(16).hint("1974-03-02 or 2.3.1974"),
    ]);
    fields
}

/// Shows what the chosen roles need and `has` does not have yet.
pub(super) fn reveal(form: &mut Form, has: &[Role]) {
    let new = |form: &Form, name: &str, role| form.chosen(name) == 1 && !has.contains(&role);
    let doctor = new(form, "doctor", Role::Doctor);
    let patient = new(form, "patient", Role::Patient);
    form.show(REGISTRATION, doctor);
    form.show(SPECIALIZATIONS, doctor);
    form.show(BIRTH_DATE, patient);
}

/// Roles and what they need, as typed; what is wrong stands beside its field.
pub(super) struct Typed {
    pub(super) roles: Vec<i32>,
    pub(super) registration_number: String,
    pub(super) specializations: Vec<String>,
    pub(super) birth_date: Option<pb::Date>,
}

/// Reads the roles and what they need.
pub(super) fn typed(form: &mut Form, has: &[Role], today: NaiveDate) -> Typed {
    let chosen: Vec<Role> =
        ROLES.iter().filter(|(name, ..)| form.chosen(name) == 1).map(|(.., role)| *role).collect();
    if chosen.is_empty() {
        form.set_error("desk", "choose at least one role");
    }
    let mut typed = Typed {
        roles: chosen.iter().map(|&role| role.into()).collect(),
        registration_number: String::new(),
        specializations: Vec::new(),
        birth_date: None,
    };
    if chosen.contains(&Role::Doctor) && !has.contains(&Role::Doctor) {
        typed.registration_number = form.checked(REGISTRATION, rules::registration_number);
        typed.specializations = specializations(form, SPECIALIZATIONS);
    }
    if chosen.contains(&Role::Patient) && !has.contains(&Role::Patient) {
        match date::parse_past(form.text(BIRTH_DATE), today) {
            Ok(date) => typed.birth_date = Some(pb_date(date)),
            Err(wrong) => {
                form.set_error(BIRTH_DATE, &wrong);
            }
        }
    }
    typed
}

/// The specializations typed into a field, a comma between them.
pub(crate) fn specializations(form: &mut Form, field: &str) -> Vec<String> {
    let parts: Vec<String> = form
        .text(field)
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect();
    let wrong = if parts.is_empty() {
        Some("name at least one".to_owned())
    } else if parts.len() > rules::SPECIALIZATIONS_MAX {
        Some(format!("name at most {}", rules::SPECIALIZATIONS_MAX))
    } else {
        parts.iter().find_map(|part| rules::specialization(part).err())
    };
    if let Some(wrong) = wrong {
        form.set_error(field, &wrong);
    }
    parts
}

/// The request that makes the account.
pub(super) fn creation(form: &mut Form, today: NaiveDate) -> pb::CreateUserRequest {
    form.clear_errors();
    let user = pb::User {
        last_name: form.checked("last_name", rules::person_name),
        first_name: form.checked("first_name", rules::person_name),
        user_name: form.checked("user_name", rules::user_name),
        email: form.checked("email", rules::email),
        phone: form.optional("phone", rules::phone),
        ..Default::default()
    };
    let typed = typed(form, &[], today);
    pb::CreateUserRequest {
        request_id: String::new(),
        user: Some(user),
        roles: typed.roles,
        registration_number: typed.registration_number,
        specializations: typed.specializations,
        birth_date: typed.birth_date,
    }
}

/// The request that replaces the roles.
pub(super) fn new_roles(form: &mut Form, user: &pb::User, today: NaiveDate) -> pb::SetUserRolesRequest {
    form.clear_errors();
    let has: Vec<Role> = user.roles().collect();
    let typed = typed(form, &has, today);
    pb::SetUserRolesRequest {
        request_id: String::new(),
        name: user.name.clone(),
        roles: typed.roles,
        expected_version: user.version,
        registration_number: typed.registration_number,
        specializations: typed.specializations,
        birth_date: typed.birth_date,
    }
}
