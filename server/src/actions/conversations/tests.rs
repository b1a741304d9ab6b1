//! Chat over a real store: who reaches whom, what is unread, who hears of it.

mod model;
mod world;

use praxis_shared::id::{ConversationId, DoctorId, PatientId, UserId};

use self::world::World;
use super::*;
use crate::{
    actions::contacts,
    domain::{conversation::Contact, people::Role, refusal::Refusal},
};

fn refused<T: std::fmt::Debug>(outcome: Result<T, Error>) -> Refusal {
    match outcome {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("must be refused, not {other:?}"),
    }
}

#[tokio::test]
async fn a_patient_reaches_the_doctors_of_their_visits_and_the_desk_and_nobody_else() {
    let it = World::open().await;
    let (seen, other) = (it.doctor.as_doctor().unwrap(), it.second.as_doctor().unwrap());
    assert_eq!(it.open_with(&it.ana, Target::Doctor(seen)).await.unwrap().title, "Lindqvist, Ebba");
    assert_eq!(it.open_with(&it.ana, Target::Desk).await.unwrap().title, "Front desk");
    for target in [
        Target::Doctor(other),
        Target::User(it.doctor.user),
        Target::User(it.ana.user),
        Target::Patient(it.ben.as_patient().unwrap()),
        Target::Patient(PatientId::new(it.now)),
    ] {
        assert_eq!(refused(it.open_with(&it.ana, target).await), Refusal::NotAContact, "{target:?}");
    }
    let nobody = Target::Doctor(DoctorId::new(it.now));
    assert_eq!(refused(it.open_with(&it.ana, nobody).await), Refusal::NotFound);
}

#[tokio::test]
async fn a_visit_turned_down_called_off_or_entered_in_error_makes_no_contact() {
    let it = World::open().await;
    let doctor = it.second.as_doctor().unwrap();
    for (state, reaches) in
        [("rejected", false), ("entered_in_error", false), ("cancelled", false), ("requested", true)]
    {
        it.visit(&it.ben, &it.second, state).await;
        let outcome = it.open_with(&it.ben, Target::Doctor(doctor)).await;
        assert_eq!(outcome.is_ok(), reaches, "{state}");
        let listed = it.contacts(&it.ben, "").await;
        assert_eq!(listed.iter().any(|it| it.target == doctor.to_string()), reaches, "{state}");
    }
}

#[tokio::test]
async fn doctors_reach_their_patients_and_the_staff_and_the_desk_any_patient_with_an_account() {
    let it = World::open().await;
    let (ana, ben) = (it.ana.as_patient().unwrap(), it.ben.as_patient().unwrap());
    assert_eq!(it.open_with(&it.doctor, Target::Patient(ana)).await.unwrap().title, "Gomez, Ana");
    assert_eq!(refused(it.open_with(&it.doctor, Target::Patient(ben)).await), Refusal::NotAContact);
    assert_eq!(it.open_with(&it.doctor, Target::User(it.ida.user)).await.unwrap().title, "Hansen, Ida");
    assert_eq!(it.open_with(&it.ida, Target::Patient(ben)).await.unwrap().title, "Okafor, Ben");
    let second = it.second.as_doctor().unwrap();
    assert_eq!(it.open_with(&it.ida, Target::Doctor(second)).await.unwrap().title, "Moreau, Claire");
    let without = it.patient_without_account().await;
    let outcome = it.open_with(&it.ida, Target::Patient(without)).await;
    assert_eq!(refused(outcome), Refusal::PatientHasNoAccount);
    let nobody = Target::Patient(PatientId::new(it.now));
    assert_eq!(refused(it.open_with(&it.ida, nobody).await), Refusal::NotFound);
    let stranger = Target::User(UserId::new(it.now));
    assert_eq!(refused(it.open_with(&it.ida, stranger).await), Refusal::NotFound);
    let patient = Target::User(it.ana.user);
    assert_eq!(refused(it.open_with(&it.ida, patient).await), Refusal::NotAContact);
}

#[tokio::test]
async fn whoever_begins_it_is_the_same_conversation() {
    let it = World::open().await;
    let doctor = Target::Doctor(it.doctor.as_doctor().unwrap());
    let patient = Target::Patient(it.ana.as_patient().unwrap());
    let asked = it.open_with(&it.ana, doctor).await.unwrap();
    assert_eq!(it.open_with(&it.doctor, patient).await.unwrap().conversation.id, asked.conversation.id);
    let one = it.open_with(&it.ida, Target::User(it.olu.user)).await.unwrap();
    let other = it.open_with(&it.olu, Target::User(it.ida.user)).await.unwrap();
    assert_eq!(one.conversation.id, other.conversation.id);
    let desk = it.open_with(&it.ida, patient).await.unwrap();
    assert_eq!(it.open_with(&it.ana, Target::Desk).await.unwrap().conversation.id, desk.conversation.id);
}

#[tokio::test]
async fn every_contact_listed_can_be_opened_and_is_found_by_the_beginning_of_a_name() {
    let it = World::open().await;
    for who in [&it.ana, &it.ben, &it.doctor, &it.second, &it.ida, &it.ada] {
        let listed = it.contacts(who, "").await;
        let keys: Vec<_> = listed.iter().map(contacts::position).collect();
        assert!(keys.is_sorted(), "{keys:?}");
        for contact in &listed {
            let target = match contact.target.split_once('/') {
                None => Target::Desk,
                Some(("users", _)) => Target::User(contact.target.parse().unwrap()),
                Some(("doctors", _)) => Target::Doctor(contact.target.parse().unwrap()),
                _ => Target::Patient(contact.target.parse().unwrap()),
            };
            let opened = it.open_with(who, target).await.unwrap();
            assert_eq!(opened.title, contact.display_name);
            assert_eq!(opened.conversation.parties, contact.parties);
        }
        let again = it.contacts(who, "").await;
        assert!(again.iter().all(|it| it.conversation.is_some()));
        let mut paged = Vec::new();
        while let Some(next) = it.contacts_after(who, "", paged.last(), 1).await.pop() {
            paged.push(next);
        }
        assert_eq!(paged, again);
    }
    let names = |found: Vec<Contact>| found.into_iter().map(|it| it.display_name).collect::<Vec<_>>();
    assert_eq!(names(it.contacts(&it.ida, "GÓM").await), ["Gomez, Ana"]);
    assert_eq!(names(it.contacts(&it.ida, "ben").await), ["Okafor, Ben"]);
    assert_eq!(names(it.contacts(&it.ida, "gomez a").await), ["Gomez, Ana"]);
    assert_eq!(names(it.contacts(&it.ana, "fro").await), ["Front desk"]);
    assert_eq!(names(it.contacts(&it.ana, "ebb").await), ["Lindqvist, Ebba"]);
    assert!(it.contacts(&it.ana, "zz").await.is_empty());
}

#[tokio::test]
async fn a_conversation_of_others_does_not_exist() {
    let it = World::open().await;
    let id =
        it.open_with(&it.ana, Target::Doctor(it.doctor.as_doctor().unwrap())).await.unwrap().conversation.id;
    it.say(&it.ana, id, "for you alone").await.unwrap();
    for who in [&it.ben, &it.second, &it.ida, &it.ada] {
        for id in [id, ConversationId::new(it.now)] {
            assert_eq!(refused(it.look(who, id).await), Refusal::NotFound);
            assert_eq!(refused(it.say(who, id, "hello").await), Refusal::NotFound);
            assert_eq!(refused(it.advance(who, id, 1, 1).await), Refusal::NotFound);
            assert_eq!(refused(it.mark(who, id, 1).await), Refusal::NotFound);
            let read = it.act(who, move |tx, by, _| messages(tx, by, id, Stretch::After(0), 10));
            assert_eq!(refused(read.await), Refusal::NotFound);
            assert_eq!(refused(it.act(who, move |tx, by, _| others(tx, by, id)).await), Refusal::NotFound);
        }
        let heard = it.heard(Audience::User(who.user)).await;
        assert!(!heard.iter().any(|it| matches!(it, Event::Message(_) | Event::CursorMoved(_))));
    }
    assert!(!it.heard(Audience::Role(Role::Desk)).await.iter().any(|it| matches!(it, Event::Message(_))));
}

#[tokio::test]
async fn what_is_said_is_unread_for_the_other_until_it_is_read_and_who_answers_has_read() {
    let it = World::open().await;
    let id =
        it.open_with(&it.ana, Target::Doctor(it.doctor.as_doctor().unwrap())).await.unwrap().conversation.id;
    for text in ["one", "two", "three"] {
        it.say(&it.ana, id, text).await.unwrap();
    }
    assert_eq!(it.unread(&it.doctor, id).await, 3);
    assert_eq!(it.unread(&it.ana, id).await, 0);
    assert_eq!(it.advance(&it.doctor, id, 3, 0).await.unwrap().unread, 3);
    assert_eq!(it.advance(&it.doctor, id, 0, 2).await.unwrap().unread, 1);
    assert_eq!(it.advance(&it.doctor, id, 1, 1).await.unwrap().unread, 1);
    it.say(&it.doctor, id, "four").await.unwrap();
    assert_eq!(it.unread(&it.doctor, id).await, 0);
    assert_eq!(it.unread(&it.ana, id).await, 1);
    let members = it.look(&it.ana, id).await.unwrap().members;
    let doctor = members.iter().find(|member| member.user == it.doctor.user).unwrap();
    assert_eq!((doctor.delivered, doctor.read), (4, 4));
    assert!(matches!(refused(it.advance(&it.ana, id, 5, 0).await), Refusal::Invalid(_)));
}

#[tokio::test]
async fn a_mark_is_seen_by_its_maker_alone_and_goes_with_the_next_reading() {
    let it = World::open().await;
    let id = it.open_with(&it.ana, Target::Desk).await.unwrap().conversation.id;
    assert!(matches!(refused(it.mark(&it.ana, id, 0).await), Refusal::WrongState(_)));
    for text in ["one", "two", "three"] {
        it.say(&it.ana, id, text).await.unwrap();
    }
    it.advance(&it.ida, id, 3, 3).await.unwrap();
    let before = it.look(&it.ana, id).await.unwrap();
    assert_eq!(it.mark(&it.ida, id, 2).await.unwrap().unread, 2);
    assert_eq!(it.look(&it.ana, id).await.unwrap(), before);
    assert_eq!(it.unread(&it.olu, id).await, 3);
    assert_eq!(it.mark(&it.ida, id, 0).await.unwrap().unread, 1);
    assert!(matches!(refused(it.mark(&it.ida, id, 4).await), Refusal::Invalid(_)));
    assert!(matches!(refused(it.mark(&it.ana, id, 1).await), Refusal::WrongState(_)));
    assert_eq!(it.advance(&it.ida, id, 0, 3).await.unwrap().unread, 0);
    let told = it.heard(Audience::User(it.ida.user)).await;
    assert_eq!(told.iter().filter(|it| matches!(it, Event::CursorMoved(_))).count(), 3);
}

#[tokio::test]
async fn each_clerk_has_cursors_of_their_own_and_a_new_one_is_not_behind() {
    let it = World::open().await;
    let id = it.open_with(&it.ana, Target::Desk).await.unwrap().conversation.id;
    it.say(&it.ana, id, "one").await.unwrap();
    it.say(&it.ana, id, "two").await.unwrap();
    it.advance(&it.ida, id, 2, 2).await.unwrap();
    assert_eq!((it.unread(&it.ida, id).await, it.unread(&it.olu, id).await), (0, 2));
    let eve = it.add_clerk("Eve", "Novak").await;
    let listed = it.list(&eve, false).await;
    assert_eq!((listed.0.len(), listed.1), (1, 0));
    assert_eq!(it.advance(&eve, id, 1, 0).await.unwrap().unread, 0);
    it.say(&it.ana, id, "three").await.unwrap();
    assert_eq!(it.unread(&eve, id).await, 1);
    assert_eq!(it.list(&it.olu, true).await.1, 3);
    // the patient sees who of the desk read, and not who only received
    let members: Vec<_> = it.look(&it.ana, id).await.unwrap().members.iter().map(|it| it.user).collect();
    assert_eq!(members, [it.ana.user, it.ida.user]);
    let told = it.heard(Audience::User(it.ana.user)).await;
    assert!(!told.iter().any(|it| matches!(it, Event::CursorMoved(moved) if moved.member.user == eve.user)));
}

#[tokio::test]
async fn without_the_role_the_conversation_is_gone_and_so_is_its_badge() {
    let it = World::open().await;
    let id = it.open_with(&it.ana, Target::Desk).await.unwrap().conversation.id;
    it.say(&it.ana, id, "one").await.unwrap();
    assert_eq!(it.list(&it.ida, false).await.1, 1);
    let mut moved = it.ida.clone();
    moved.roles = Role::Admin.alone();
    assert_eq!(it.list(&moved, false).await, (Vec::new(), 0));
    assert_eq!(refused(it.look(&moved, id).await), Refusal::NotFound);
}

#[tokio::test]
async fn lists_are_latest_first_or_longest_waiting_first_and_page_without_gaps() {
    let mut it = World::open().await;
    let mut ids = Vec::new();
    for who in [it.ana.clone(), it.ben.clone()] {
        let id = it.open_with(&who, Target::Desk).await.unwrap().conversation.id;
        it.pass();
        it.say(&who, id, "hello").await.unwrap();
        ids.push(id);
    }
    let staff = it.open_with(&it.ida, Target::User(it.olu.user)).await.unwrap().conversation.id;
    it.pass();
    it.say(&it.olu, staff, "tea?").await.unwrap();
    ids.push(staff);
    it.pass();
    it.say(&it.ana, ids[0], "are you there?").await.unwrap();
    let order = |found: &[(ConversationPosition, Seen)]| {
        found.iter().map(|(_, it)| it.conversation.id).collect::<Vec<_>>()
    };
    assert_eq!(order(&it.list(&it.ida, false).await.0), [ids[0], ids[2], ids[1]]);
    assert_eq!(order(&it.list(&it.ida, true).await.0), [ids[0], ids[1], ids[2]]);
    for unread_only in [false, true] {
        let all = it.list(&it.ida, unread_only).await.0;
        let mut paged: Vec<(ConversationPosition, Seen)> = Vec::new();
        loop {
            let after = paged.last().map(|(place, _)| *place);
            let page = it.act(&it.ida, move |tx, by, _| list(tx, by, unread_only, after, 1)).await.unwrap().0;
            if page.is_empty() {
                break;
            }
            paged.extend(page);
        }
        assert_eq!(paged, all);
    }
    it.advance(&it.ida, ids[0], 2, 2).await.unwrap();
    assert_eq!(order(&it.list(&it.ida, true).await.0), [ids[1], ids[2]]);
}

#[tokio::test]
async fn who_is_away_gets_one_notice_and_reading_takes_it_away() {
    let it = World::open().await;
    let id =
        it.open_with(&it.ana, Target::Doctor(it.doctor.as_doctor().unwrap())).await.unwrap().conversation.id;
    it.say(&it.ana, id, "one").await.unwrap();
    it.say_away(&it.ana, id, "two").await.unwrap();
    it.say_away(&it.ana, id, "three").await.unwrap();
    let notices = it.inbox(&it.doctor).await;
    assert_eq!(notices.len(), 1);
    assert_eq!(notices[0].text, "Gomez, Ana wrote to you.");
    assert_eq!(notices[0].subject, id.to_string());
    assert!(it.inbox(&it.ana).await.is_empty());
    it.advance(&it.doctor, id, 3, 3).await.unwrap();
    assert!(it.inbox(&it.doctor).await[0].read);
    it.say_away(&it.ana, id, "four").await.unwrap();
    assert_eq!(it.inbox(&it.doctor).await.iter().filter(|it| !it.read).count(), 1);
}

#[tokio::test]
async fn the_desk_is_away_when_none_of_it_is_there() {
    let it = World::open().await;
    let id = it.open_with(&it.ana, Target::Desk).await.unwrap().conversation.id;
    let there = it.ida.user;
    it.say_while(&it.ana, id, "one", move |user| user != there).await.unwrap();
    assert!(it.inbox(&it.ida).await.is_empty() && it.inbox(&it.olu).await.is_empty());
    it.say_away(&it.ana, id, "two").await.unwrap();
    for clerk in [&it.ida, &it.olu] {
        assert_eq!(it.inbox(clerk).await[0].text, "Gomez, Ana wrote to the front desk.");
    }
    it.say_away(&it.olu, id, "three").await.unwrap();
    assert_eq!(it.inbox(&it.ana).await[0].text, "Front desk wrote to you.");
    assert_eq!(it.inbox(&it.ida).await.len(), 1);
}

#[tokio::test]
async fn a_draft_sent_again_long_after_is_still_one_message() {
    let it = World::open().await;
    let id = it.open_with(&it.ana, Target::Desk).await.unwrap().conversation.id;
    let send_as = |body: &str| {
        let draft = Draft { conversation: id, body: body.into(), request_id: "draft-1".into() };
        it.act(&it.ana, move |tx, by, now| send(tx, by, &draft, &|_| false, now))
    };
    let first = send_as("one").await.unwrap();
    assert_eq!(send_as("one").await.unwrap(), first);
    assert_eq!(refused(send_as("other").await), Refusal::RequestIdReused);
    assert_eq!(it.look(&it.ana, id).await.unwrap().conversation.last_seq, 1);
}

#[tokio::test]
async fn nobody_writes_to_somebody_who_has_left() {
    let it = World::open().await;
    let id =
        it.open_with(&it.ana, Target::Doctor(it.doctor.as_doctor().unwrap())).await.unwrap().conversation.id;
    it.say(&it.doctor, id, "see you").await.unwrap();
    it.disable(&it.doctor).await;
    assert_eq!(refused(it.say(&it.ana, id, "hello?").await), Refusal::NotAContact);
    assert_eq!(it.unread(&it.ana, id).await, 1);
    let desk = it.open_with(&it.ben, Target::Desk).await.unwrap().conversation.id;
    it.disable(&it.ben).await;
    assert_eq!(refused(it.say(&it.ida, desk, "hello?").await), Refusal::PatientHasNoAccount);
}

#[tokio::test]
async fn notices_are_read_up_to_one_and_only_by_their_owner() {
    let it = World::open().await;
    let id =
        it.open_with(&it.ana, Target::Doctor(it.doctor.as_doctor().unwrap())).await.unwrap().conversation.id;
    it.say_away(&it.ana, id, "one").await.unwrap();
    let notice = it.inbox(&it.doctor).await[0].clone();
    let mark = |who: &Caller| {
        let up_to = notice.id;
        it.act(who, move |tx, by, _| crate::actions::notices::mark_read(tx, by, up_to))
    };
    assert_eq!(refused(mark(&it.ana).await), Refusal::NotFound);
    assert_eq!(mark(&it.doctor).await.unwrap(), 0);
    assert_eq!(mark(&it.doctor).await.unwrap(), 0);
    let told = it.heard(Audience::User(it.doctor.user)).await;
    let read = Event::NoticesRead { up_to: notice.id, unread: 0 };
    assert_eq!(told.iter().filter(|&it| *it == read).count(), 1);
}
