//! Sessions: they lock when nobody is there, by the server and whatever streams are open; a password opens
//! them again; what administers needs a password of the last minutes; and what is revoked ends at once.

mod race;
mod screen;
mod wall;

use chrono::Duration;
use praxis_server::domain::session::IdleLimits;
use praxis_shared::pb;
use praxis_tests::{Clinic, PASSWORD, Person, Refused, Watch, fresh, vault, within};
use tonic::{Code, Request, Status};

const SECOND: Duration = Duration::seconds(1);

async fn clinic() -> Clinic {
    Clinic::open_with(IdleLimits::default()).await
}

async fn get_session(person: &Person) -> Result<pb::Session, Status> {
    let told = person.sessions().get_session(pb::GetSessionRequest {}).await?;
    Ok(told.into_inner().session.unwrap())
}

async fn reauthenticate(person: &Person, password: &str) -> Result<pb::Session, Status> {
    let asked = pb::ReauthenticateRequest { password: password.to_owned(), ..Default::default() };
    let told = person.sessions().reauthenticate(asked).await?;
    Ok(told.into_inner().session.unwrap())
}

fn said(refused: &Status) -> (Code, String) {
    (refused.code(), refused.reason())
}

fn locked() -> (Code, String) {
    (Code::Unauthenticated, "SESSION_LOCKED".to_owned())
}

fn stale() -> (Code, String) {
    (Code::PermissionDenied, "REAUTHENTICATION_NEEDED".to_owned())
}

#[tokio::test]
async fn with_a_stream_open_and_nobody_there_the_next_call_and_the_stream_end_at_the_limit() {
    for (role, minutes) in
        [(pb::Role::Desk, 5), (pb::Role::Doctor, 15), (pb::Role::Admin, 15), (pb::Role::Patient, 30)]
    {
        let clinic = clinic().await;
        let person = clinic.engage("kim", &[role]).await;
        let told = get_session(&person).await.unwrap();
        assert_eq!(told.idle_timeout.unwrap().seconds, minutes * 60, "{role:?}");
        let mut watch = Watch::open(&person).await;
        // the control: a second before, the stream still speaks and calls are answered; both are no use
        clinic.pass(Duration::minutes(minutes) - SECOND);
        let mut background = Request::new(pb::GetSessionRequest {});
        background.metadata_mut().insert("praxis-background", "1".parse().unwrap());
        person.sessions().get_session(background).await.unwrap();
        rename(&clinic, &person).await;
        watch.until(|it| matches!(it, pb::event::Payload::User(_)).then_some(())).await;

        clinic.pass(SECOND * 2);
        // nothing is asked: the stream ends by itself
        assert_eq!(said(&within(watch.end()).await), locked(), "{role:?}");
        assert_eq!(said(&get_session(&person).await.unwrap_err()), locked(), "{role:?}");
        let again = person.events().watch_events(pb::WatchEventsRequest::default()).await.unwrap_err();
        assert_eq!(said(&again), locked(), "{role:?}");
    }
}

/// Something that this person's streams tell, done by somebody else.
async fn rename(clinic: &Clinic, person: &Person) {
    let asked = pb::UpdateUserRequest {
        request_id: fresh(),
        user: Some(pb::User { name: person.name(), phone: "+49 30 99".into(), ..Default::default() }),
        update_mask: Some(prost_types::FieldMask { paths: vec!["phone".into()] }),
        ..Default::default()
    };
    clinic.admin().another_terminal().await.users().update_user(asked).await.unwrap();
}

#[tokio::test]
async fn each_call_that_a_person_makes_begins_the_time_anew() {
    let clinic = clinic().await;
    let ida = clinic.desk("ida").await;
    let watch = Watch::open(&ida).await;
    for _ in 0..3 {
        clinic.pass(Duration::minutes(5) - SECOND);
        get_session(&ida).await.unwrap();
    }
    clinic.pass(Duration::minutes(5));
    assert_eq!(said(&within(watch.end()).await), locked());
}

#[tokio::test]
async fn the_password_opens_a_locked_session_and_nothing_else_does() {
    let clinic = clinic().await;
    let ida = clinic.desk("ida").await;
    let watch = Watch::open(&ida).await;
    let cursor = watch.cursor.clone();
    clinic.pass(Duration::minutes(5));
    assert_eq!(said(&within(watch.end()).await), locked());
    let wrong = reauthenticate(&ida, "not my password at all").await.unwrap_err();
    assert_eq!(said(&wrong), (Code::Unauthenticated, "WRONG_CREDENTIALS".to_owned()));
    assert_eq!(said(&get_session(&ida).await.unwrap_err()), locked());
    let listed = clinic.admin();
    reauthenticate(&listed, PASSWORD).await.unwrap();
    assert!(sessions_of(&listed, &ida).await[0].locked);

    clinic.pass(SECOND);
    let open = reauthenticate(&ida, PASSWORD).await.unwrap();
    assert!(!open.locked);
    assert_eq!(open.factor_time.unwrap().seconds, clinic.now().timestamp());
    assert!(!sessions_of(&listed, &ida).await[0].locked);
    get_session(&ida).await.unwrap();
    // the stream goes on where it was
    Watch::from(&ida, &cursor).await;
}

async fn sessions_of(admin: &Person, person: &Person) -> Vec<pb::Session> {
    let asked = pb::ListSessionsRequest { user: person.name(), ..Default::default() };
    admin.sessions().list_sessions(asked).await.unwrap().into_inner().sessions
}

async fn lock(person: &Person) {
    let asked = pb::LockSessionRequest { request_id: fresh() };
    person.sessions().lock_session(asked).await.unwrap();
}

#[tokio::test]
async fn a_session_locked_by_hand_is_worth_nothing_to_who_copied_its_token_and_stays_so_over_a_restart() {
    let mut clinic = clinic().await;
    let ida = clinic.desk("ida").await;
    let other = ida.another_terminal().await;
    let watch = Watch::open(&ida).await;
    lock(&ida).await;
    assert_eq!(said(&within(watch.end()).await), locked());
    assert_eq!(said(&get_session(&ida).await.unwrap_err()), locked());
    clinic.restart().await;
    assert_eq!(said(&get_session(&ida).await.unwrap_err()), locked());
    // locking a locked one is fine, and it is this session alone
    lock(&ida).await;
    get_session(&other).await.unwrap();
    reauthenticate(&ida, PASSWORD).await.unwrap();
    get_session(&ida).await.unwrap();
    lock(&ida).await;
    ida.sessions().sign_out(pb::SignOutRequest { request_id: fresh() }).await.unwrap();
    assert_eq!(get_session(&ida).await.unwrap_err().reason(), "SESSION_ENDED");
}

#[tokio::test]
async fn what_a_restart_forgets_of_the_last_use_is_a_minute_at_most_and_never_in_the_sessions_favour() {
    let mut clinic = clinic().await;
    let ida = clinic.desk("ida").await;
    clinic.pass(Duration::seconds(90));
    get_session(&ida).await.unwrap();
    clinic.stop().await;
    clinic.start().await;
    clinic.pass(Duration::minutes(4) + SECOND * 58);
    get_session(&ida).await.unwrap();
    clinic.stop().await;
    clinic.pass(Duration::minutes(5));
    clinic.start().await;
    assert_eq!(said(&get_session(&ida).await.unwrap_err()), locked());
}

#[tokio::test]
async fn a_clock_that_is_set_back_lengthens_neither_the_idle_limit_nor_the_session() {
    for jump in [-SECOND, Duration::hours(-1), Duration::hours(1), Duration::days(-365), Duration::days(365)]
    {
        let clinic = clinic().await;
        let (ida, ben) = (clinic.desk("ida").await, clinic.patient("ben").await);
        get_session(&ida).await.unwrap();
        get_session(&ben).await.unwrap();
        let watch = Watch::open(&ida).await;
        clinic.turn_clock(jump);
        clinic.pass(Duration::minutes(5));
        let ended = within(watch.end()).await;
        let far = jump > Duration::hours(12);
        let wanted = if far { "SESSION_ENDED" } else { "SESSION_LOCKED" };
        assert_eq!(ended.reason(), wanted, "{jump}");
        // turned back, nothing opens by itself
        clinic.turn_clock(-jump);
        assert_eq!(get_session(&ida).await.unwrap_err().reason(), wanted, "{jump}");

        if !far {
            // twelve hours of use later it is over, whatever the wall says
            clinic.turn_clock(jump);
            for _ in 0..24 {
                // each use below the limit of half an hour
                if let Err(over) = reauthenticate(&ben, PASSWORD).await {
                    // sooner than promised is safe: a clock set forward counts, too
                    assert!(jump > Duration::zero() && over.reason() == "SESSION_ENDED", "{jump}: {over}");
                }
                clinic.pass(Duration::minutes(29));
            }
            clinic.pass(Duration::minutes(20));
            assert_eq!(get_session(&ben).await.unwrap_err().reason(), "SESSION_ENDED", "{jump}");
        }
    }
}

#[tokio::test]
async fn administering_needs_a_password_of_the_last_five_minutes_and_the_same_request_then_goes_through() {
    let clinic = clinic().await;
    let (admin, ida) = (clinic.admin(), clinic.desk("ida").await);
    let disable = pb::DisableUserRequest { request_id: fresh(), name: ida.name() };
    clinic.pass(Duration::minutes(5) + SECOND);
    let refused = admin.users().disable_user(disable.clone()).await.unwrap_err();
    assert_eq!(said(&refused), stale());
    // the control: what is not marked goes through
    admin.users().list_users(pb::ListUsersRequest::default()).await.unwrap();
    reauthenticate(&admin, "not my password at all").await.unwrap_err();
    assert_eq!(said(&admin.users().disable_user(disable.clone()).await.unwrap_err()), stale());
    clinic.pass(SECOND);
    reauthenticate(&admin, PASSWORD).await.unwrap();
    clinic.pass(Duration::minutes(5));
    let done = admin.users().disable_user(disable).await.unwrap().into_inner();
    assert_eq!(done.state(), pb::UserState::Disabled);
    // another terminal of the same person has proved nothing
    clinic.pass(SECOND);
    let enable = pb::EnableUserRequest { request_id: fresh(), name: ida.name() };
    let young = admin.another_terminal().await;
    assert_eq!(said(&admin.users().enable_user(enable.clone()).await.unwrap_err()), stale());
    young.users().enable_user(enable).await.unwrap();
}

#[tokio::test]
async fn a_read_that_is_under_way_ends_with_its_session() {
    let clinic = clinic().await;
    let (ida, kim, admin) = (clinic.desk("ida").await, clinic.desk("kim").await, clinic.admin());
    let name = ida.session().await;
    get_session(&admin).await.unwrap();
    // every thread that reads is busy, so that reads wait
    let (busy, mut working) = tokio::sync::mpsc::unbounded_channel();
    let (release, held) = std::sync::mpsc::channel::<()>();
    let held = std::sync::Arc::new(std::sync::Mutex::new(held));
    for _ in 0..2 {
        let (desk, busy, held) = (clinic.desk_inside().clone(), busy.clone(), std::sync::Arc::clone(&held));
        tokio::spawn(async move {
            desk.read(move |_| {
                busy.send(()).unwrap();
                // the sender is dropped at the end of the test
                let _ = held.lock().unwrap().recv();
                Ok(())
            })
            .await
        });
        within(working.recv()).await.unwrap();
    }
    let read = |person: &Person| {
        let mut doctors = person.doctors();
        tokio::spawn(async move { doctors.list_doctors(pb::ListDoctorsRequest::default()).await })
    };
    let (of_ida, of_kim) = (read(&ida), read(&kim));
    let end = pb::EndSessionRequest { request_id: fresh(), name };
    admin.sessions().end_session(end).await.unwrap();
    assert_eq!(within(of_ida).await.unwrap().unwrap_err().reason(), "SESSION_ENDED");
    // the control: the read of somebody else goes on, and is answered
    assert!(!of_kim.is_finished());
    drop(release);
    within(of_kim).await.unwrap().unwrap();
}

#[tokio::test]
async fn all_streams_of_somebody_disabled_or_with_another_password_end_without_another_word() {
    for disabled in [true, false] {
        let clinic = clinic().await;
        let (ida, other) = (clinic.desk("ida").await, clinic.desk("kim").await);
        let second = ida.another_terminal().await;
        let mut watches = Vec::new();
        for person in [&second, &second, &second, &other] {
            watches.push(Watch::open(person).await);
        }
        if disabled {
            let asked = pb::DisableUserRequest { request_id: fresh(), name: ida.name() };
            clinic.admin().users().disable_user(asked).await.unwrap();
        } else {
            let asked = pb::ChangePasswordRequest {
                request_id: fresh(),
                current_password: PASSWORD.to_owned(),
                new_password: "seven quiet rivers run".to_owned(),
            };
            ida.sessions().change_password(asked).await.unwrap();
        }
        // told to the desk after the commit
        let patient = clinic.engage("ana", &[pb::Role::Patient]).await.patient();
        let mut of_other = watches.pop().unwrap();
        let heard = |it| match it {
            pb::event::Payload::Patient(it) => Some(it.name),
            _ => None,
        };
        assert_eq!(of_other.until(heard).await, patient, "the control: others are told");
        for mut watch in watches {
            let next = watch.next().await.map_err(|ended| ended.reason());
            assert_eq!(next.err().as_deref(), Some("SESSION_ENDED"), "disabled: {disabled}");
        }
        if !disabled {
            get_session(&ida).await.unwrap();
        }
    }
}

#[tokio::test]
async fn people_see_where_they_are_signed_in_and_end_it_there() {
    let clinic = clinic().await;
    let ida = clinic.desk("ida").await;
    clinic.pass(SECOND);
    let other = ida.another_terminal().await;
    let watch = Watch::open(&other).await;
    let listed = ida.sessions().list_sessions(pb::ListSessionsRequest::default()).await.unwrap();
    let listed = listed.into_inner().sessions;
    let seen: Vec<_> = listed.iter().map(|it| (&*it.client_label, it.current, &*it.source)).collect();
    let source = seen[0].2;
    assert!(!source.is_empty());
    assert_eq!(seen, [("another terminal", false, source), ("under test", true, source)]);
    let end = pb::EndSessionRequest { request_id: fresh(), name: listed[0].name.clone() };
    ida.sessions().end_session(end).await.unwrap();
    assert_eq!(within(watch.end()).await.reason(), "SESSION_ENDED");
    assert_eq!(get_session(&other).await.unwrap_err().reason(), "SESSION_ENDED");
    get_session(&ida).await.unwrap();
}

#[tokio::test]
async fn no_live_token_is_in_the_database() {
    let clinic = clinic().await;
    let people = [clinic.admin(), clinic.desk("ida").await, clinic.patient("ben").await];
    for person in &people {
        get_session(person).await.unwrap();
    }
    let mut dump = vault::bytes(&clinic.database());
    for entry in std::fs::read_dir(clinic.database().parent().unwrap()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            dump.extend(std::fs::read(path).unwrap());
        }
    }
    let has = |needle: &[u8]| dump.windows(needle.len()).any(|it| it == needle);
    for person in &people {
        let (prefix, bits) = person.token.split_at("praxis_s_".len());
        assert_eq!((prefix, bits.len()), ("praxis_s_", 64));
        assert!(!has(bits.as_bytes()));
        // the control: what is stored of it is found
        assert!(has(&praxis_server::secret::hash_token(&person.token)));
    }
    assert!(!has(b"praxis_s_"));
}
