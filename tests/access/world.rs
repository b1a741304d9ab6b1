//! One clinic with two of everything: what is the callers' own, and what is somebody
//! else's. It is built once and copied, because calls that are let in change it.

use std::collections::HashMap;

use praxis_server::domain::{people::Role, session::IdleLimits};
use praxis_shared::{id::UserId, pb};
use praxis_tests::{Clinic, Person, clinic::account, fresh, people::Script, when};

use super::judge::Aim;

/// The callers and the objects.
pub(crate) struct World {
    pub(crate) clinic: Clinic,
    callers: Vec<(Role, Person)>,
    own: HashMap<(Role, &'static str), String>,
    foreign: HashMap<&'static str, String>,
}

impl World {
    /// A clinic that is closed, ready to be copied.
    pub(crate) async fn build() -> Self {
        let mut clinic = Clinic::open_with(IdleLimits::default()).await;
        let (ida, admin) = (clinic.desk("ida").await, clinic.admin());
        let (ana, moreau) = (clinic.patient("ana").await, clinic.doctor("moreau").await);
        let (bob, braun) = (clinic.patient("bob").await, clinic.doctor("braun").await);
        for doctor in [&moreau, &braun] {
            clinic.give_hours(doctor).await;
        }
        // its approval is wanted: a notice for the administrator
        sign_up_doctor(&clinic, "pia").await;
        let own_visit = clinic.book_approved(&ana, &moreau, "2027-03-02 10:00").await.name;
        let foreign_visit = clinic.book_approved(&bob, &braun, "2027-03-02 10:00").await.name;
        let foreign_talk = open_conversation(&bob, &braun.doctor()).await;
        say(&bob, &foreign_talk).await;

        let (granted, granted_too) = (grant(&admin, "quinn").await, grant(&admin, "rhea").await);

        let mut own = HashMap::new();
        for role in Role::ALL {
            own.insert((role, "roleGrants"), granted.clone());
        }
        for (role, person) in
            [(Role::Admin, &admin), (Role::Desk, &ida), (Role::Doctor, &moreau), (Role::Patient, &ana)]
        {
            own.insert((role, "users"), person.name());
            own.insert((role, "sessions"), person.session().await);
            own.insert((role, "apiTokens"), script(&clinic, person, &["DoctorService/*"]).await.name);
            own.insert((role, "appointments"), own_visit.clone());
            own.insert((role, "patients"), ana.patient());
            own.insert((role, "patients/chart"), format!("{}/chart", ana.patient()));
            own.insert((role, "doctors"), moreau.doctor());
            own.insert((role, "doctors/workingHours"), format!("{}/workingHours", moreau.doctor()));
        }
        let talk = open_conversation(&ana, &moreau.doctor()).await;
        own.insert((Role::Patient, "conversations"), talk.clone());
        own.insert((Role::Doctor, "conversations"), talk.clone());
        let at_the_desk = open_conversation(&ana, "desk").await;
        own.insert((Role::Desk, "conversations"), at_the_desk.clone());
        let among_staff = open_conversation(&admin, &moreau.name()).await;
        own.insert((Role::Admin, "conversations"), among_staff.clone());
        say(&ana, &talk).await;
        say(&ana, &at_the_desk).await;
        say(&moreau, &talk).await;
        say(&moreau, &among_staff).await;
        let time_off = take_time_off(&moreau).await;
        for role in Role::ALL {
            own.insert((role, "scheduleExceptions"), time_off.clone());
        }
        for (role, person) in
            [(Role::Admin, &admin), (Role::Desk, &ida), (Role::Doctor, &moreau), (Role::Patient, &ana)]
        {
            if let Some(notice) = newest_notice(person).await {
                own.insert((role, "notices"), notice);
            }
        }
        let foreign = HashMap::from([
            ("users", bob.name()),
            ("sessions", bob.session().await),
            ("apiTokens", script(&clinic, &bob, &["DoctorService/*"]).await.name),
            ("appointments", foreign_visit),
            ("patients", bob.patient()),
            ("patients/chart", format!("{}/chart", bob.patient())),
            ("doctors", braun.doctor()),
            ("doctors/workingHours", format!("{}/workingHours", braun.doctor())),
            ("scheduleExceptions", take_time_off(&braun).await),
            ("roleGrants", granted_too),
            ("conversations", foreign_talk),
            ("notices", newest_notice(&bob).await.expect("bob was told of the approval")),
        ]);
        let callers =
            vec![(Role::Admin, admin), (Role::Desk, ida), (Role::Doctor, moreau), (Role::Patient, ana)];
        clinic.stop().await;
        Self { clinic, callers, own, foreign }
    }

    /// The callers, on the line of a copy.
    pub(crate) fn callers<'a>(&'a self, copy: &'a Clinic) -> impl Iterator<Item = (Role, Person)> + 'a {
        self.callers.iter().map(|(role, person)| (*role, person.over(copy.channel())))
    }

    /// An object of this kind; `None` if this role has none of its own.
    pub(crate) fn object(&self, role: Role, kind: &str, aim: Aim) -> Option<String> {
        match aim {
            Aim::Missing => {
                let (collection, suffix) = kind.split_once('/').map_or((kind, None), |(a, b)| (a, Some(b)));
                let key = UserId::new(self.clinic.now()).key();
                Some(suffix.map_or(format!("{collection}/{key}"), |it| format!("{collection}/{key}/{it}")))
            }
            Aim::Foreign => Some(self.foreign.get(kind).unwrap_or_else(|| unknown(kind)).clone()),
            Aim::Own => {
                self.own.iter().find(|((of, it), _)| *of == role && *it == kind).map(|it| it.1.clone())
            }
        }
    }
}

fn unknown(kind: &str) -> ! {
    panic!("the world has no {kind}: give it two of them")
}

async fn sign_up_doctor(clinic: &Clinic, who: &str) {
    let account = account(who);
    let asked = pb::SignUpRequest {
        request_id: fresh(),
        user_name: account.user_name,
        email: account.email,
        password: praxis_tests::PASSWORD.to_owned(),
        first_name: account.first_name,
        last_name: account.last_name,
        role: pb::Role::Doctor.into(),
        registration_number: "REG-7".to_owned(),
        specializations: vec!["Dermatology".to_owned()],
        ..pb::SignUpRequest::default()
    };
    clinic.stranger().sessions().sign_up(asked).await.unwrap();
}

/// A doctor whose role waits for somebody else to confirm it.
async fn grant(admin: &Person, who: &str) -> String {
    let asked = pb::CreateUserRequest {
        request_id: fresh(),
        user: Some(account(who)),
        roles: vec![pb::Role::Doctor.into()],
        registration_number: "REG-8".to_owned(),
        specializations: vec!["Urology".to_owned()],
        ..pb::CreateUserRequest::default()
    };
    let made = admin.users().create_user(asked).await.unwrap().into_inner().user.unwrap();
    let waiting = admin.users().list_role_grants(pb::ListRoleGrantsRequest::default()).await.unwrap();
    let mut waiting = waiting.into_inner().role_grants.into_iter();
    waiting.find(|it| it.user == made.name).expect("it waits").name
}

async fn script(clinic: &Clinic, owner: &Person, scopes: &[&str]) -> Script {
    owner.script(scopes, clinic.now() + chrono::Duration::hours(1)).await
}

async fn open_conversation(person: &Person, target: &str) -> String {
    let asked = pb::OpenConversationRequest { request_id: fresh(), target: target.to_owned() };
    person.conversations().open_conversation(asked).await.unwrap().into_inner().name
}

async fn say(person: &Person, conversation: &str) {
    let asked = pb::SendMessageRequest {
        request_id: fresh(),
        conversation: conversation.to_owned(),
        body: "Good morning".to_owned(),
    };
    person.conversations().send_message(asked).await.unwrap();
}

async fn take_time_off(doctor: &Person) -> String {
    let asked = pb::CreateScheduleExceptionRequest {
        request_id: fresh(),
        exception: Some(pb::ScheduleException {
            doctor: doctor.doctor(),
            kind: pb::ExceptionKind::TimeOff.into(),
            from_date: Some(when::date("2027-03-20")),
            to_date: Some(when::date("2027-03-21")),
            to_minute: 1440,
            ..pb::ScheduleException::default()
        }),
        ..pb::CreateScheduleExceptionRequest::default()
    };
    let made = doctor.schedules().create_schedule_exception(asked).await.unwrap().into_inner();
    made.exception.unwrap().name
}

async fn newest_notice(person: &Person) -> Option<String> {
    let asked = pb::ListNoticesRequest::default();
    let notices = person.events().list_notices(asked).await.unwrap().into_inner().notices;
    notices.into_iter().next().map(|it| it.name)
}
