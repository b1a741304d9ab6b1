//! The sample clinic's people: staff, and patients with names from many languages.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use praxis_shared::{
    id::{DoctorId, PatientId, SessionId, UserId},
    time::{Instant, civil_date},
};

use super::{SampleAccount, ZONE, dice::Dice};
use crate::{
    actions::{
        accounts::{self, AccountDraft, RoleDraft},
        schedule::{self, Change, Settlement},
    },
    domain::{
        caller::{Caller, Credential, Reach},
        contact::{EmergencyContact, Money},
        doctor::DoctorDraft,
        hours::{Break, ExceptionKind, HoursRule},
        hours_draft::ExceptionTerms,
        patient::{BloodGroup, ChartDraft, Gender, Patient, PatientDraft},
        people::{Address, Role, Roles, User, UserState},
        stranding::Fate,
    },
    store::{Error, Tx},
};

/// Whom the visits and conversations need.
pub(super) struct Staff {
    pub desks: Vec<Caller>,
    pub doctors: Vec<(DoctorId, Caller)>,
    pub patients: Vec<PatientId>,
    /// Patients who sign in themselves.
    pub portal: Vec<(PatientId, Caller)>,
}

const ADMIN: (&str, &str) = ("Ruth", "Berger");
/// User name, first name, last name.
const DESKS: [(&str, &str, &str); 2] = [("ida.hansen", "Ida", "Hansen"), ("tom.reyes", "Tom", "Reyes")];

struct DoctorSketch {
    user_name: &'static str,
    first: &'static str,
    last: &'static str,
    special: &'static [&'static str],
    qualification: &'static str,
    years: u32,
    room: &'static str,
    slot: u16,
    buffer_after: u16,
    /// Weekday, from, to: in hours.
    hours: &'static [(Weekday, u16, u16)],
    auto_approve: bool,
    fee: i64,
}

use Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};

const DOCTORS: [DoctorSketch; 6] = [
    DoctorSketch {
        user_name: "moreau",
        first: "Claire",
        last: "Moreau",
        special: &["General practice"],
        qualification: "Dr. med., general medicine",
        years: 14,
        room: "2",
        slot: 15,
        buffer_after: 0,
        hours: &[(Mon, 8, 17), (Tue, 8, 17), (Wed, 8, 13), (Thu, 8, 17), (Fri, 8, 15), (Sat, 8, 13)],
        auto_approve: false,
        fee: 6500,
    },
    DoctorSketch {
        user_name: "okafor",
        first: "Ben",
        last: "Okafor",
        special: &["General practice", "Travel medicine"],
        qualification: "MBBS, MRCGP",
        years: 9,
        room: "1",
        slot: 15,
        buffer_after: 0,
        hours: &[
            (Mon, 10, 18),
            (Tue, 10, 18),
            (Wed, 10, 18),
            (Thu, 10, 18),
            (Fri, 9, 16),
            (Sat, 9, 15),
            (Sun, 10, 15),
        ],
        auto_approve: true,
        fee: 6500,
    },
    DoctorSketch {
        user_name: "lindqvist",
        first: "Eva",
        last: "Lindqvist",
        special: &["Cardiology"],
        qualification: "MD PhD, cardiology",
        years: 21,
        room: "3",
        slot: 30,
        buffer_after: 5,
        hours: &[(Mon, 9, 16), (Tue, 9, 16), (Thu, 9, 16), (Fri, 9, 16)],
        auto_approve: false,
        fee: 14000,
    },
    DoctorSketch {
        user_name: "tanaka",
        first: "Haruto",
        last: "Tanaka",
        special: &["Dermatology"],
        qualification: "MD, dermatology and venereology",
        years: 11,
        room: "4",
        slot: 20,
        buffer_after: 0,
        hours: &[(Mon, 8, 14), (Tue, 12, 18), (Wed, 8, 14), (Thu, 12, 18), (Fri, 8, 14)],
        auto_approve: false,
        fee: 9000,
    },
    DoctorSketch {
        user_name: "szabo",
        first: "Réka",
        last: "Szabó",
        special: &["Paediatrics"],
        qualification: "Dr. med., paediatrics",
        years: 7,
        room: "5",
        slot: 20,
        buffer_after: 0,
        hours: &[
            (Mon, 9, 17),
            (Tue, 9, 17),
            (Wed, 9, 13),
            (Thu, 9, 17),
            (Fri, 9, 17),
            (Sat, 9, 13),
            (Sun, 9, 13),
        ],
        auto_approve: false,
        fee: 7000,
    },
    DoctorSketch {
        user_name: "haddad",
        first: "Layla",
        last: "Haddad",
        special: &["Orthopaedics"],
        qualification: "MD, orthopaedics and trauma surgery",
        years: 16,
        room: "6",
        slot: 30,
        buffer_after: 10,
        hours: &[(Tue, 8, 16), (Wed, 8, 16), (Thu, 8, 16), (Fri, 8, 13)],
        auto_approve: false,
        fee: 12000,
    },
];

/// Female names, male names, family names, of one language each.
type Names = (&'static [&'static str], &'static [&'static str], &'static [&'static str]);

const NAMES: [Names; 25] = [
    (&["Anna", "Lena"], &["Jonas", "Lukas"], &["Dietz", "Müller", "Weiß", "Schröder"]),
    (&["Camille", "Éloïse"], &["Théo", "Rémi"], &["Lefèvre", "Durand", "Béranger", "Girard"]),
    (&["Lucía", "Inés"], &["Luis", "Álvaro"], &["Gómez", "Núñez", "Ibáñez", "Romero"]),
    (&["Beatriz", "Inês"], &["João", "Tiago"], &["Gonçalves", "Magalhães", "Simões", "Pereira"]),
    (&["Chiara", "Giulia"], &["Matteo", "Niccolò"], &["Esposito", "D'Angelo", "Rossi", "Ferri"]),
    (&["Liv", "Siri"], &["Per", "Bjørn"], &["Eriksen", "Holm", "Ødegård", "Larsen"]),
    (&["Åsa", "Maja"], &["Nils", "Göran"], &["Sjöberg", "Åkesson", "Lund", "Björk"]),
    (&["Aino", "Päivi"], &["Väinö", "Eero"], &["Mäkinen", "Häkkinen", "Koskinen", "Niemi"]),
    (&["Ewa", "Łucja"], &["Paweł", "Stanisław"], &["Nowak", "Wójcik", "Łukaszewski", "Żak"]),
    (&["Zuzana", "Lenka"], &["Tomáš", "Jiří"], &["Dvořák", "Kučera", "Říha", "Novotná"]),
    (&["Ana", "Željka"], &["Marko", "Dušan"], &["Jović", "Kovač", "Đorđević", "Petrović"]),
    (&["Ioana", "Ștefania"], &["Ștefan", "Mihai"], &["Popescu", "Țurcanu", "Dănilă", "Ionescu"]),
    (&["Ольга", "Наталья"], &["Дмитрий", "Сергей"], &["Иванова", "Соколов", "Кузнецов", "Орлова"]),
    (&["Олена", "Ірина"], &["Тарас", "Андрій"], &["Шевченко", "Коваленко", "Бондар", "Мельник"]),
    (&["Ελένη", "Μαρία"], &["Νίκος", "Γιώργος"], &["Παπαδόπουλος", "Νικολάου", "Γεωργίου", "Αντωνίου"]),
    (&["Deniz", "Ayşe"], &["Emre", "İbrahim"], &["Kaya", "Yıldız", "Öztürk", "Çelik"]),
    (&["Amina", "Noor"], &["Yusuf", "Karim"], &["Farah", "Al-Masri", "Haddad", "Nasser"]),
    (&["Riya", "Priya"], &["Arjun", "Rohan"], &["Mehta", "Sharma", "Iyer", "Banerjee"]),
    (&["Wei", "Li Na"], &["Jun", "Hao"], &["Chen", "Wang", "Zhang", "Liu"]),
    (&["Yuki", "Sakura"], &["Ken", "Takumi"], &["Ito", "Suzuki", "Yamamoto", "Nakamura"]),
    (&["Ji-woo", "Seo-yeon"], &["Min-jun", "Do-yun"], &["Park", "Kim", "Choi", "Jung"]),
    (&["Linh", "Thảo"], &["Minh", "Đức"], &["Nguyễn", "Trần", "Phạm", "Lê"]),
    (&["Adaeze", "Folake"], &["Tunde", "Chidi"], &["Bello", "Adeyemi", "Okonkwo", "Balogun"]),
    (&["Saoirse", "Niamh"], &["Oisín", "Cillian"], &["O'Brien", "Ó Súilleabháin", "Walsh", "Byrne"]),
    (&["Grace", "Olivia"], &["Henry", "Samuel"], &["Turner", "Smith-Jones", "Baker", "Hughes"]),
];

const STREETS: [&str; 8] =
    ["Lindenstr.", "Hafenweg", "Am Park", "Bahnhofstr.", "Gartenallee", "Seestr.", "Kirchplatz", "Mühlenweg"];
const ALLERGIES: [&str; 9] =
    ["", "", "", "", "", "penicillin (rash)", "latex", "nuts", "pollen; house dust mites"];
const HISTORY: [&str; 8] = [
    "",
    "",
    "Hypertension since 2018, well controlled.",
    "Asthma, mild; salbutamol as needed.",
    "Migraine without aura (2024).",
    "Appendectomy 2009. No other operations.",
    "Type 2 diabetes, metformin; yearly eye check.",
    "Knee pain after sports, physiotherapy 2025.",
];

/// Patients who sign in themselves: user name and place in the list of patients.
const PORTAL: [(&str, usize); 3] = [("anna.dietz", 0), ("lucia.ibanez", 18), ("linh.nguyen", 168)];

pub(super) fn caller(user: &User, reach: Reach) -> Caller {
    Caller::of(user, Credential::Session(SessionId::from_bytes([0; 16])), reach, user.create_time)
}

fn account(user_name: &str, first: &str, last: &str, phone: &str) -> AccountDraft {
    AccountDraft {
        user_name: user_name.to_owned(),
        email: format!("{}@example.org", user_name),
        first_name: first.to_owned(),
        last_name: last.to_owned(),
        phone: phone.to_owned(),
        address: Address::default(),
    }
}

/// Makes everybody, half a year ago.
pub(super) fn make(tx: &Tx<'_>, password: &str, now: Instant) -> Result<Staff, Error> {
    let then = now - chrono::Duration::days(180);
    tx.at(then);
    let mut dice = Dice(2026);
    let join = |draft: AccountDraft, roles: Roles, needs: &RoleDraft| -> Result<User, Error> {
        let user = accounts::join(tx, &draft, roles, needs, then)?;
        let user = User { state: UserState::Active, ..user.touched(then) };
        tx.save_user(&user)?;
        tx.save_password(user.id, password, false)?;
        Ok(user)
    };
    let only = |role: Role| Roles::NONE.with(role);
    let admin = join(
        account("admin", ADMIN.0, ADMIN.1, "+49 30 555 0100"),
        only(Role::Admin),
        &RoleDraft::default(),
    )?;
    let admin = caller(&admin, Reach::ANY);
    let mut desks = Vec::new();
    for (name, first, last) in DESKS {
        let user =
            join(account(name, first, last, "+49 30 555 0110"), only(Role::Desk), &RoleDraft::default())?;
        desks.push(caller(&user, Reach::ANY));
    }
    let mut doctors = Vec::new();
    for (number, sketch) in DOCTORS.iter().enumerate() {
        let needs = RoleDraft {
            registration_number: format!("DE-{}", 48_210 + 37 * number),
            specializations: sketch.special.iter().map(|&it| it.to_owned()).collect(),
            birth_date: None,
        };
        let phone = format!("+49 30 555 02{number:02}");
        let user =
            join(account(sketch.user_name, sketch.first, sketch.last, &phone), only(Role::Doctor), &needs)?;
        let id = user.doctor.unwrap_or_else(|| DoctorId::new(then));
        dress(tx, id, sketch, &phone, then)?;
        set_hours(tx, &admin, id, sketch, then)?;
        doctors.push((id, caller(&user, Reach::OWN)));
    }
    one_goes_away(tx, &admin, doctors[3].0, now)?;
    let (patients, portal) = make_patients(tx, password, &mut dice, then)?;
    one_waits_for_approval(tx, password, now)?;
    Ok(Staff { desks, doctors, patients, portal })
}

fn dress(tx: &Tx<'_>, id: DoctorId, sketch: &DoctorSketch, phone: &str, then: Instant) -> Result<(), Error> {
    let doctor = tx.doctor(id)?.for_the_clinic()?.revised(
        DoctorDraft {
            qualification: Some(sketch.qualification.to_owned()),
            years_of_experience: Some(sketch.years),
            clinic_name: Some("Northside Clinic".to_owned()),
            clinic_address: Some(address(7, "Nordallee")),
            room: Some(sketch.room.to_owned()),
            contact_number: Some(phone.to_owned()),
            bio: Some(format!("{} {} has worked at Northside since 2019.", sketch.first, sketch.last)),
            consultation_fee: Some(Some(Money { currency: "EUR".to_owned(), minor_units: sketch.fee })),
            auto_approve: Some(sketch.auto_approve),
            ..DoctorDraft::default()
        },
        then,
    );
    Ok(tx.save_doctor(&doctor)?)
}

fn address(number: usize, street: &str) -> Address {
    Address {
        line1: format!("{street} {number}"),
        city: "Berlin".to_owned(),
        postal_code: format!("10{:03}", 115 + number * 7 % 880),
        country: "Germany".to_owned(),
        ..Address::default()
    }
}

fn set_hours(
    tx: &Tx<'_>,
    admin: &Caller,
    id: DoctorId,
    sketch: &DoctorSketch,
    then: Instant,
) -> Result<(), Error> {
    let from = civil_date(ZONE, then);
    let rules: Vec<HoursRule> = sketch
        .hours
        .iter()
        .map(|&(weekday, begin, end)| HoursRule {
            weekday,
            from_minute: begin * 60,
            to_minute: end * 60,
            effective_from: from,
            effective_until: None,
            cycle_weeks: 1,
            cycle_week: 0,
            room: String::new(),
            slot_minutes: sketch.slot,
            buffer_before: 0,
            buffer_after: sketch.buffer_after,
            breaks: if begin < 12 && end > 13 {
                vec![Break { from_minute: 12 * 60, to_minute: 13 * 60 }]
            } else {
                Vec::new()
            },
        })
        .collect();
    let version = tx.working_hours(id)?.version;
    let made = Change::Make(Settlement { fate: Fate::Keep, token: String::new() });
    schedule::update_hours(tx, admin, id, &rules, version, &made, then)?;
    Ok(())
}

/// Two days of conference in the week after next.
fn one_goes_away(tx: &Tx<'_>, admin: &Caller, doctor: DoctorId, now: Instant) -> Result<(), Error> {
    let today = civil_date(ZONE, now);
    let monday = today + Days::new(u64::from(14 - today.weekday().num_days_from_monday()));
    let terms = ExceptionTerms {
        kind: ExceptionKind::TimeOff,
        from_date: monday,
        to_date: monday + Days::new(1),
        from_minute: 0,
        to_minute: 1440,
        note: "Conference".to_owned(),
    };
    let made = Change::Make(Settlement { fate: Fate::Keep, token: String::new() });
    schedule::create_exception(tx, admin, doctor, &terms, &made, now - chrono::Duration::days(30))?;
    Ok(())
}

/// The sample patients, and those who sign in themselves.
type Patients = (Vec<PatientId>, Vec<(PatientId, Caller)>);

fn make_patients(tx: &Tx<'_>, password: &str, dice: &mut Dice, then: Instant) -> Result<Patients, Error> {
    let (mut patients, mut portal) = (Vec::new(), Vec::new());
    for place in 0..NAMES.len() * 8 {
        let (first, last, female) = name_of(place);
        let (women, men, _) = NAMES[place / 8];
        let kin = if female { men[1 - place % 8 / 4] } else { women[1 - place % 8 / 4] };
        let (born, number) = (birth_date(dice), 1 + dice.roll(120));
        let id = PatientId::new(then);
        let draft = PatientDraft {
            first_name: Some(first.to_owned()),
            last_name: Some(last.to_owned()),
            birth_date: Some(born),
            gender: Some(if dice.chance(2) {
                Gender::Other
            } else if female {
                Gender::Female
            } else {
                Gender::Male
            }),
            phone: Some(format!("+49 30 555 {:04}", 1000 + place * 13)),
            email: Some(String::new()),
            address: Some(address(number, STREETS[dice.roll(STREETS.len())])),
            emergency_contact: Some(EmergencyContact {
                full_name: format!("{kin} {last}"),
                relation: (*dice.pick(&["partner", "parent", "sibling", "friend"])).to_owned(),
                phone: format!("+49 30 555 {:04}", 5000 + place * 7),
            }),
        };
        let account_of = PORTAL.iter().find(|(_, at)| *at == place);
        let user = account_of
            .map(|(user_name, _)| sign_up(tx, user_name, first, last, password, then))
            .transpose()?;
        let patient = Patient::register(id, tx.next_patient_number()?, user, draft, then)?;
        tx.add_patient(&patient)?;
        let chart = tx.patient_chart(id)?.for_the_clinic()?.revised(
            ChartDraft {
                blood_group: Some(*dice.pick(&BloodGroup::ALL)),
                allergies: Some((*dice.pick(&ALLERGIES)).to_owned()),
                medical_history: Some((*dice.pick(&HISTORY)).to_owned()),
            },
            then,
        );
        if chart.version > 1 {
            tx.save_patient_chart(&chart)?;
        }
        if let Some(user) = user {
            portal.push((id, caller(&tx.user(user)?.for_the_clinic()?, Reach::OWN)));
        }
        patients.push(id);
    }
    Ok((patients, portal))
}

/// The account of a patient who is registered right after.
fn sign_up(
    tx: &Tx<'_>,
    user_name: &str,
    first: &str,
    last: &str,
    password: &str,
    then: Instant,
) -> Result<UserId, Error> {
    let draft = account(user_name, first, last, "");
    let user = accounts::join(tx, &draft, Roles::NONE, &RoleDraft::default(), then)?;
    let user =
        User { state: UserState::Active, roles: Roles::NONE.with(Role::Patient), ..user.touched(then) };
    tx.save_user(&user)?;
    tx.save_password(user.id, password, false)?;
    Ok(user.id)
}

fn birth_date(dice: &mut Dice) -> NaiveDate {
    let year = 1936 + dice.roll(88) as i32;
    let day = 1 + dice.roll(365) as u32;
    NaiveDate::from_yo_opt(year, day).unwrap_or_default()
}

fn one_waits_for_approval(tx: &Tx<'_>, password: &str, now: Instant) -> Result<(), Error> {
    let yesterday = now - chrono::Duration::hours(20);
    tx.at(yesterday);
    let needs = RoleDraft {
        registration_number: "DE-50331".to_owned(),
        specializations: vec!["Neurology".to_owned()],
        birth_date: None,
    };
    accounts::sign_up(
        tx,
        &account("vandijk", "Sanne", "van Dijk", "+31 20 555 0142"),
        Role::Doctor,
        &needs,
        password,
        yesterday,
    )?;
    Ok(())
}

/// The accounts to offer on the sign-in screen: staff, and patients who sign in themselves.
pub(super) fn accounts() -> Vec<SampleAccount> {
    let sample = |user_name: &str, first: &str, last: &str, role: String| SampleAccount {
        user_name: user_name.to_owned(),
        name: format!("{first} {last}"),
        role,
    };
    let desks =
        DESKS.iter().map(|(user_name, first, last)| sample(user_name, first, last, "front desk".into()));
    let doctors = DOCTORS.iter().map(|it| {
        sample(it.user_name, it.first, it.last, format!("doctor, {}", it.special[0].to_lowercase()))
    });
    let portal = PORTAL.iter().map(|&(user_name, place)| {
        let (first, last, _) = name_of(place);
        sample(user_name, first, last, "patient".into())
    });
    let admin = [sample("admin", ADMIN.0, ADMIN.1, "administrator".into())];
    desks.chain(doctors.take(3)).chain(portal).chain(admin).collect()
}

/// First name, last name, and whether it is a woman's.
fn name_of(place: usize) -> (&'static str, &'static str, bool) {
    let (women, men, families) = NAMES[place / 8];
    let (in_group, female) = (place % 8, place.is_multiple_of(2));
    (if female { women[in_group / 4] } else { men[in_group / 4] }, families[in_group % 4], female)
}
