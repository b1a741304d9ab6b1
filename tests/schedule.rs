//! Hours and slots over the wire: which times are offered and why others are not, and
//! that a change of hours is shown before it is made and made as a whole.

use praxis_shared::pb;
use praxis_tests::{Clinic, Person, Refused, clinic::hours_rule, fresh, when, within};
use prost_types::Timestamp;
use tonic::{Code, Status};

fn clock(at: Option<Timestamp>) -> String {
    let at = at.unwrap();
    let at = chrono::DateTime::from_timestamp(at.seconds, 0).unwrap();
    at.with_timezone(&when::ZONE).format("%m-%d %H:%M").to_string()
}

fn clocks(slots: &[pb::Slot]) -> Vec<String> {
    slots.iter().map(|it| clock(it.start_time)).collect()
}

fn days(doctor: &str, from: &str, to: &str) -> pb::ListSlotsRequest {
    pb::ListSlotsRequest {
        doctor: doctor.to_owned(),
        from_date: Some(when::date(from)),
        to_date: Some(when::date(to)),
        ..pb::ListSlotsRequest::default()
    }
}

async fn slots(by: &Person, asked: pb::ListSlotsRequest) -> Result<pb::ListSlotsResponse, Status> {
    Ok(by.schedules().list_slots(asked).await?.into_inner())
}

async fn soonest(
    by: &Person,
    asked: pb::FindSoonestSlotsRequest,
) -> Result<pb::FindSoonestSlotsResponse, Status> {
    Ok(by.schedules().find_soonest_slots(asked).await?.into_inner())
}

async fn why(by: &Person, doctor: &Person, local: &str) -> Vec<pb::SlotObstacleKind> {
    let asked = pb::ExplainSlotRequest {
        doctor: doctor.doctor(),
        start_time: Some(when::at(local)),
        length_minutes: 0,
    };
    let told = by.schedules().explain_slot(asked).await.unwrap().into_inner();
    assert_eq!(told.free, told.obstacles.is_empty());
    told.obstacles.iter().map(pb::SlotObstacle::kind).collect()
}

/// Every day from `from` to `to` o'clock.
fn daily(from: i32, to: i32) -> Vec<pb::HoursRule> {
    (1..=7).map(|weekday| hours_rule(weekday, from * 60, to * 60)).collect()
}

fn new_hours(doctor: &Person, rules: Vec<pb::HoursRule>) -> pb::UpdateWorkingHoursRequest {
    pb::UpdateWorkingHoursRequest {
        request_id: fresh(),
        working_hours: Some(pb::WorkingHours {
            name: format!("{}/workingHours", doctor.doctor()),
            rules,
            ..pb::WorkingHours::default()
        }),
        ..pb::UpdateWorkingHoursRequest::default()
    }
}

async fn change(
    by: &Person,
    asked: pb::UpdateWorkingHoursRequest,
) -> Result<pb::UpdateWorkingHoursResponse, Status> {
    Ok(by.schedules().update_working_hours(asked).await?.into_inner())
}

async fn hours(by: &Person, doctor: &Person) -> pb::WorkingHours {
    let name = format!("{}/workingHours", doctor.doctor());
    by.schedules().get_working_hours(pb::GetWorkingHoursRequest { name }).await.unwrap().into_inner()
}

fn plan(action: pb::StrandedAction) -> pb::StrandedPlan {
    pb::StrandedPlan { action: action.into(), ..pb::StrandedPlan::default() }
}

fn exception(
    doctor: &Person,
    kind: pb::ExceptionKind,
    date: &str,
    from: i32,
    to: i32,
) -> pb::CreateScheduleExceptionRequest {
    pb::CreateScheduleExceptionRequest {
        request_id: fresh(),
        exception: Some(pb::ScheduleException {
            doctor: doctor.doctor(),
            kind: kind.into(),
            from_date: Some(when::date(date)),
            to_date: Some(when::date(date)),
            from_minute: from * 60,
            to_minute: to * 60,
            note: "congress".to_owned(),
            ..pb::ScheduleException::default()
        }),
        ..pb::CreateScheduleExceptionRequest::default()
    }
}

async fn except(
    by: &Person,
    asked: pb::CreateScheduleExceptionRequest,
) -> Result<pb::CreateScheduleExceptionResponse, Status> {
    Ok(by.schedules().create_schedule_exception(asked).await?.into_inner())
}

async fn now_is(by: &Person, visit: &pb::Appointment) -> pb::Appointment {
    let asked = pb::GetAppointmentRequest { name: visit.name.clone() };
    by.appointments().get_appointment(asked).await.unwrap().into_inner()
}

fn names(visits: &[pb::Appointment]) -> Vec<&str> {
    visits.iter().map(|it| it.name.as_str()).collect()
}

#[tokio::test]
async fn slots_run_over_the_gap_of_spring_and_through_both_hours_of_autumn() {
    let clinic = Clinic::open().await;
    let (eva, ida) = (clinic.doctor("eva").await, clinic.desk("ida").await);
    clinic.set_hours(&eva, vec![hours_rule(7, 60, 240)]).await;
    let spring = slots(&ida, days(&eva.doctor(), "2027-03-28", "2027-03-28")).await.unwrap().slots;
    assert_eq!(clocks(&spring), ["03-28 01:00", "03-28 01:30", "03-28 03:00", "03-28 03:30"]);
    let autumn = slots(&ida, days(&eva.doctor(), "2027-10-31", "2027-10-31")).await.unwrap().slots;
    assert_eq!(autumn.len(), 8);
    for pair in autumn.windows(2) {
        assert_eq!(pair[0].end_time, pair[1].start_time);
        let length = |it: &pb::Slot| it.end_time.unwrap().seconds - it.start_time.unwrap().seconds;
        assert_eq!(length(&pair[0]), 30 * 60);
    }
}

#[tokio::test]
async fn patients_are_offered_only_what_they_may_book() {
    let clinic = Clinic::open().await;
    let (eva, ben) = (clinic.doctor("eva").await, clinic.doctor("ben").await);
    let (ida, ana) = (clinic.desk("ida").await, clinic.patient("ana").await);
    clinic.set_hours(&eva, daily(8, 10)).await;
    clinic.set_hours(&ben, daily(8, 10)).await;
    let today = days(&eva.doctor(), when::TODAY, when::TODAY);
    let desk = slots(&ida, today.clone()).await.unwrap().slots;
    assert_eq!(clocks(&desk), ["03-01 08:00", "03-01 08:30", "03-01 09:00", "03-01 09:30"]);
    let patient = slots(&ana, today).await.unwrap().slots;
    assert_eq!(clocks(&patient), ["03-01 09:00", "03-01 09:30"], "an hour's lead");

    clinic.book(&ana, &eva, "2027-03-02 08:30").await;
    let elsewhere = slots(&ana, days(&ben.doctor(), "2027-03-02", "2027-03-02")).await.unwrap().slots;
    assert_eq!(clocks(&elsewhere), ["03-02 08:00", "03-02 09:00", "03-02 09:30"], "where she is already");
    let far = days(&eva.doctor(), "2027-05-30", "2027-06-02");
    assert_eq!(slots(&ana, far.clone()).await.unwrap().slots.len(), 4, "30 May is the ninetieth day");
    assert_eq!(slots(&ida, far).await.unwrap().slots.len(), 16);
}

#[tokio::test]
async fn pages_of_slots_hold_each_once_by_start_then_doctor() {
    let clinic = Clinic::open().await;
    let (eva, ben, ida) = (clinic.doctor("eva").await, clinic.doctor("ben").await, clinic.desk("ida").await);
    clinic.set_hours(&eva, daily(9, 12)).await;
    clinic.set_hours(&ben, daily(10, 12)).await;
    let mut asked = days("", "2027-03-02", "2027-03-04");
    let all = slots(&ida, asked.clone()).await.unwrap();
    assert_eq!((all.slots.len(), all.next_page_token.as_str()), (30, ""));
    assert!(all.slots.is_sorted_by_key(|it| (it.start_time.unwrap().seconds, it.doctor.clone())));
    asked.page_size = 7;
    let mut paged = Vec::new();
    loop {
        let page = slots(&ida, asked.clone()).await.unwrap();
        assert!(page.slots.len() <= 7);
        paged.extend(page.slots);
        if page.next_page_token.is_empty() {
            break;
        }
        asked.page_token = page.next_page_token;
    }
    assert_eq!(paged, all.slots);
    asked.page_token = "00".to_owned();
    assert_eq!(slots(&ida, asked).await.unwrap_err().reason(), "INVALID_PAGE_TOKEN");
}

#[tokio::test]
async fn the_soonest_slots_come_from_whoever_has_them_and_the_answer_says_how_far_it_looked() {
    let clinic = Clinic::open().await;
    let (eva, ben) = (clinic.doctor("eva").await, clinic.doctor("ben").await);
    let (ida, ana) = (clinic.desk("ida").await, clinic.patient("ana").await);
    clinic.set_hours(&eva, daily(9, 10)).await;
    clinic.set_hours(&ben, vec![hours_rule(1, 600, 660)]).await;
    let ask = pb::FindSoonestSlotsRequest { count: 4, ..pb::FindSoonestSlotsRequest::default() };
    let found = soonest(&ida, ask.clone()).await.unwrap();
    assert_eq!(clocks(&found.slots), ["03-01 09:00", "03-01 09:30", "03-01 10:00", "03-01 10:30"]);
    assert_eq!(found.slots[2].doctor, ben.doctor());
    assert_eq!(found.slots[2].doctor_display_name, "Ben-Test, Ben");

    let spelt = pb::FindSoonestSlotsRequest { specialization: "GENERAL médicine".to_owned(), ..ask.clone() };
    assert_eq!(soonest(&ida, spelt).await.unwrap().slots, found.slots);
    let other = pb::FindSoonestSlotsRequest { specialization: "Cardiology".to_owned(), ..ask.clone() };
    assert_eq!(soonest(&ana, other).await.unwrap().slots, []);

    clinic.book(&ana, &eva, "2027-03-01 09:30").await;
    let hers = pb::FindSoonestSlotsRequest { patient: ana.patient(), count: 1, ..ask.clone() };
    let later = pb::FindSoonestSlotsRequest { not_before: Some(when::at("2027-03-01 09:10")), ..hers };
    assert_eq!(clocks(&soonest(&ida, later).await.unwrap().slots), ["03-01 10:00"]);
    let bob = clinic.patient("bob").await;
    let anas = pb::FindSoonestSlotsRequest { patient: ana.patient(), ..ask.clone() };
    assert_eq!(soonest(&bob, anas).await.unwrap_err().code(), Code::NotFound);

    let idle = clinic.doctor("idle").await;
    let none = pb::FindSoonestSlotsRequest { doctor: idle.doctor(), ..ask };
    let none = soonest(&ana, none).await.unwrap();
    assert_eq!((none.slots.len(), none.searched_until), (0, Some(when::date("2027-05-31"))));
}

#[tokio::test]
async fn the_slots_of_a_whole_clinic_are_those_of_each_doctor_together() {
    let clinic = Clinic::open().await;
    let (ida, ana) = (clinic.desk("ida").await, clinic.patient("ana").await);
    let mut doctors = Vec::new();
    for (number, who) in
        ["d-one", "d-two", "d-three", "d-four", "d-five", "d-six", "d-seven"].iter().enumerate()
    {
        let doctor = clinic.doctor(who).await;
        let begin = 9 + i32::try_from(number).unwrap() % 3;
        clinic.set_hours(&doctor, daily(begin, begin + 2)).await;
        doctors.push(doctor);
    }
    clinic.book(&ana, &doctors[0], "2027-03-02 09:30").await;
    clinic.book(&ana, &doctors[3], "2027-03-03 10:00").await;
    except(&ida, exception(&doctors[4], pb::ExceptionKind::TimeOff, "2027-03-02", 10, 11)).await.unwrap();
    except(&ida, exception(&doctors[5], pb::ExceptionKind::ExtraHours, "2027-03-03", 20, 21)).await.unwrap();
    clinic.set_hours(&doctors[6], Vec::new()).await;

    let (from, to) = ("2027-03-01", "2027-03-04");
    let mut each = Vec::new();
    for doctor in &doctors {
        each.extend(slots(&ida, days(&doctor.doctor(), from, to)).await.unwrap().slots);
    }
    each.sort_by_key(|it| (it.start_time.unwrap().seconds, it.doctor.clone()));
    assert_eq!(each.len(), 6 * 4 * 4 - 2 - 2 + 2);
    assert_eq!(slots(&ida, days("", from, to)).await.unwrap().slots, each);

    let ask = pb::FindSoonestSlotsRequest { count: 40, ..pb::FindSoonestSlotsRequest::default() };
    assert_eq!(soonest(&ida, ask).await.unwrap().slots, each[..40]);
    let listed = ida.doctors().list_doctors(pb::ListDoctorsRequest::default()).await.unwrap().into_inner();
    assert_eq!(listed.doctors.len(), 7);
    for it in listed.doctors {
        let ask = pb::FindSoonestSlotsRequest { doctor: it.name, count: 1, ..Default::default() };
        let first = soonest(&ana, ask).await.unwrap().slots;
        assert_eq!(it.next_free_time, first.first().and_then(|it| it.start_time));
    }
}

#[tokio::test]
async fn every_reason_why_a_time_is_not_free_is_told() {
    use pb::SlotObstacleKind as Kind;
    let clinic = Clinic::open().await;
    let (eva, ida) = (clinic.doctor("eva").await, clinic.desk("ida").await);
    let ana = clinic.patient("ana").await;
    let mut rules = daily(9, 12);
    for rule in &mut rules {
        rule.breaks = vec![pb::Break { from_minute: 600, to_minute: 630 }];
        rule.buffer_after_minutes = 15;
    }
    clinic.set_hours(&eva, rules).await;
    assert_eq!(why(&ida, &eva, "2027-03-02 09:00").await, []);
    assert_eq!(why(&ida, &eva, "2027-03-02 08:00").await, [Kind::OutsideHours]);
    assert_eq!(why(&ida, &eva, "2027-03-02 10:00").await, [Kind::Break]);
    assert_eq!(why(&ida, &eva, "2027-03-02 09:20").await, [Kind::NotAligned]);
    clinic.book(&ana, &eva, "2027-03-02 09:00").await;
    assert_eq!(why(&ida, &eva, "2027-03-02 09:00").await, [Kind::Visit]);
    assert_eq!(why(&ida, &eva, "2027-03-02 09:30").await, [Kind::NotAligned, Kind::Buffer]);
    except(&eva, exception(&eva, pb::ExceptionKind::TimeOff, "2027-03-03", 0, 24)).await.unwrap();
    assert_eq!(why(&ana, &eva, "2027-03-03 09:00").await, [Kind::TimeOff]);
    assert_eq!(why(&ana, &eva, "2027-09-01 09:00").await, [Kind::TooFar]);
    clinic.set_clock("2027-03-01 10:15");
    assert_eq!(why(&ana, &eva, "2027-03-01 10:30").await, [Kind::TooSoon]);
    assert_eq!(why(&ida, &eva, "2027-03-01 10:30").await, []);
    let off = pb::SetDutyStatusRequest {
        request_id: fresh(),
        name: eva.doctor(),
        duty_status: pb::DutyStatus::OffDuty.into(),
    };
    ida.doctors().set_duty_status(off).await.unwrap();
    assert_eq!(why(&ida, &eva, "2027-03-01 10:30").await, [Kind::OffDuty]);
    assert_eq!(slots(&ida, days(&eva.doctor(), "2027-03-01", "2027-03-09")).await.unwrap().slots, []);
}

#[tokio::test]
async fn a_note_on_time_off_is_for_staff() {
    let clinic = Clinic::open().await;
    let (eva, ida, ana) = (clinic.doctor("eva").await, clinic.desk("ida").await, clinic.patient("ana").await);
    clinic.give_hours(&eva).await;
    except(&ida, exception(&eva, pb::ExceptionKind::TimeOff, "2027-03-03", 9, 10)).await.unwrap();
    let asked = pb::ExplainSlotRequest {
        doctor: eva.doctor(),
        start_time: Some(when::at("2027-03-03 09:00")),
        length_minutes: 0,
    };
    let told = ida.schedules().explain_slot(asked.clone()).await.unwrap().into_inner();
    assert!(told.obstacles[0].explanation.contains("congress"));
    let told = ana.schedules().explain_slot(asked).await.unwrap().into_inner();
    assert_eq!(told.obstacles[0].explanation, "The doctor is away 09:00 to 10:00.");
}

#[tokio::test]
async fn a_trial_lists_the_stranded_visits_and_changes_nothing() {
    let clinic = Clinic::open().await;
    let (eva, ana, bob) =
        (clinic.doctor("eva").await, clinic.patient("ana").await, clinic.patient("bob").await);
    clinic.give_hours(&eva).await;
    let late = clinic.book(&ana, &eva, "2027-03-03 16:00").await;
    let later = clinic.book_approved(&bob, &eva, "2027-03-04 15:30").await;
    clinic.book(&ana, &eva, "2027-03-05 09:00").await;
    let trial = pb::UpdateWorkingHoursRequest { validate_only: true, ..new_hours(&eva, daily(9, 15)) };
    let tried = change(&eva, trial.clone()).await.unwrap();
    assert_eq!(names(&tried.stranded_appointments), [&late.name, &later.name]);
    assert_eq!(tried.working_hours.unwrap().version, 2);
    assert_eq!(hours(&eva, &eva).await.version, 1);

    let unsaid = change(&eva, new_hours(&eva, daily(9, 15))).await.unwrap_err();
    assert_eq!((unsaid.code(), unsaid.reason()), (Code::FailedPrecondition, "STRANDS_VISITS".to_owned()));
    assert_eq!(hours(&eva, &eva).await.version, 1);
}

#[tokio::test]
async fn a_change_that_strands_other_visits_than_the_trial_showed_is_refused() {
    let clinic = Clinic::open().await;
    let (eva, ana) = (clinic.doctor("eva").await, clinic.patient("ana").await);
    clinic.give_hours(&eva).await;
    clinic.book(&ana, &eva, "2027-03-03 16:00").await;
    let trial = pb::UpdateWorkingHoursRequest { validate_only: true, ..new_hours(&eva, daily(9, 15)) };
    let token = change(&eva, trial.clone()).await.unwrap().preview_token;
    clinic.book(&ana, &eva, "2027-03-04 16:00").await;
    let apply = |token: &str| pb::UpdateWorkingHoursRequest {
        stranded_plan: Some(pb::StrandedPlan {
            message: "The doctor goes home earlier.".to_owned(),
            preview_token: token.to_owned(),
            ..plan(pb::StrandedAction::Cancel)
        }),
        ..new_hours(&eva, daily(9, 15))
    };
    assert_eq!(change(&eva, apply(&token)).await.unwrap_err().reason(), "STRANDS_VISITS");
    let token = change(&eva, trial).await.unwrap().preview_token;
    assert_eq!(change(&eva, apply(&token)).await.unwrap().stranded_appointments.len(), 2);
}

#[tokio::test]
async fn kept_visits_stay_and_are_not_stranded_again() {
    let clinic = Clinic::open().await;
    let (eva, ana) = (clinic.doctor("eva").await, clinic.patient("ana").await);
    clinic.give_hours(&eva).await;
    let visit = clinic.book(&ana, &eva, "2027-03-03 16:00").await;
    let keep = pb::UpdateWorkingHoursRequest {
        stranded_plan: Some(plan(pb::StrandedAction::Keep)),
        ..new_hours(&eva, daily(9, 15))
    };
    assert_eq!(names(&change(&eva, keep).await.unwrap().stranded_appointments), [&visit.name]);
    assert_eq!(now_is(&ana, &visit).await, visit);
    assert_eq!(change(&eva, new_hours(&eva, daily(9, 14))).await.unwrap().stranded_appointments, []);
}

#[tokio::test]
async fn cancelled_visits_tell_the_patient_why_in_the_same_act() {
    let clinic = Clinic::open().await;
    let (eva, ana) = (clinic.doctor("eva").await, clinic.patient("ana").await);
    clinic.give_hours(&eva).await;
    let visit = clinic.book(&ana, &eva, "2027-03-03 16:00").await;
    let silent = pb::UpdateWorkingHoursRequest {
        stranded_plan: Some(plan(pb::StrandedAction::Cancel)),
        ..new_hours(&eva, daily(9, 15))
    };
    assert_eq!(change(&eva, silent).await.unwrap_err().fields(), ["stranded_plan.message"]);
    let told = pb::UpdateWorkingHoursRequest {
        stranded_plan: Some(pb::StrandedPlan {
            message: "The doctor goes home earlier.".to_owned(),
            ..plan(pb::StrandedAction::Cancel)
        }),
        ..new_hours(&eva, daily(9, 15))
    };
    let first = change(&eva, told.clone()).await.unwrap();
    let visit = now_is(&ana, &visit).await;
    assert_eq!(visit.state(), pb::AppointmentState::Cancelled);
    assert_eq!(visit.cancelled_by(), pb::CancelledBy::Clinic);
    assert_eq!(visit.cancel_reason, "The doctor goes home earlier.");
    // the answer was lost and the change sent again
    assert_eq!(change(&eva, told).await.unwrap(), first);
    assert_eq!(hours(&ana, &eva).await.version, 2);
}

#[tokio::test]
async fn stranded_visits_are_moved_into_the_new_hours_or_nothing_changes() {
    let clinic = Clinic::open().await;
    let (eva, ana, bob) =
        (clinic.doctor("eva").await, clinic.patient("ana").await, clinic.patient("bob").await);
    clinic.give_hours(&eva).await;
    let one = clinic.book_approved(&ana, &eva, "2027-03-03 16:00").await;
    let two = clinic.book_approved(&bob, &eva, "2027-03-03 16:30").await;
    let kept = clinic.book(&bob, &eva, "2027-03-04 09:00").await;
    let moving = |moves: &[(&pb::Appointment, &str)]| pb::UpdateWorkingHoursRequest {
        stranded_plan: Some(pb::StrandedPlan {
            moves: moves
                .iter()
                .map(|(visit, to)| pb::VisitMove {
                    appointment: visit.name.clone(),
                    start_time: Some(when::at(to)),
                })
                .collect(),
            ..plan(pb::StrandedAction::Move)
        }),
        ..new_hours(&eva, daily(7, 15))
    };
    let forgot = change(&eva, moving(&[(&one, "2027-03-03 07:00"), (&kept, "2027-03-04 07:00")])).await;
    let forgot = forgot.unwrap_err();
    assert_eq!(forgot.fields(), ["stranded_plan.moves[1].appointment", "stranded_plan.moves"]);

    let same = moving(&[(&one, "2027-03-03 07:00"), (&two, "2027-03-03 07:00")]);
    let same = change(&eva, same).await.unwrap_err();
    assert!(["SLOT_TAKEN", "NOT_BOOKABLE"].contains(&same.reason().as_str()), "{same:?}");
    let outside = moving(&[(&one, "2027-03-03 07:00"), (&two, "2027-03-03 15:00")]);
    assert_eq!(change(&eva, outside).await.unwrap_err().reason(), "NOT_BOOKABLE");
    assert_eq!(clock(now_is(&ana, &one).await.start_time), "03-03 16:00");
    assert_eq!(hours(&eva, &eva).await.version, 1);

    let right = moving(&[(&two, "2027-03-03 07:30"), (&one, "2027-03-03 07:00")]);
    change(&eva, right).await.unwrap();
    assert_eq!(clock(now_is(&ana, &one).await.start_time), "03-03 07:00");
    assert_eq!(clock(now_is(&bob, &two).await.start_time), "03-03 07:30");
    assert_eq!(now_is(&bob, &two).await.state(), pb::AppointmentState::Approved);
    assert_eq!(hours(&eva, &eva).await.version, 2);
}

#[tokio::test]
async fn time_off_and_extra_hours_are_tried_made_listed_and_withdrawn() {
    let clinic = Clinic::open().await;
    let (eva, ana) = (clinic.doctor("eva").await, clinic.patient("ana").await);
    clinic.set_hours(&eva, daily(9, 10)).await;
    let extra = exception(&eva, pb::ExceptionKind::ExtraHours, "2027-03-06", 18, 19);
    let extra = except(&eva, extra).await.unwrap().exception.unwrap();
    let saturday = days(&eva.doctor(), "2027-03-06", "2027-03-06");
    let offered = slots(&ana, saturday.clone()).await.unwrap().slots;
    assert_eq!(clocks(&offered), ["03-06 09:00", "03-06 09:30", "03-06 18:00", "03-06 18:30"]);
    let visit = clinic.book(&ana, &eva, "2027-03-06 18:00").await;

    let trial = pb::CreateScheduleExceptionRequest {
        validate_only: true,
        ..exception(&eva, pb::ExceptionKind::TimeOff, "2027-03-06", 0, 24)
    };
    let tried = except(&eva, trial).await.unwrap();
    assert_eq!(tried.exception.unwrap().name, "");
    assert_eq!(names(&tried.stranded_appointments), [&visit.name], "extra hours count as hours");

    let list = async |withdrawn: bool| {
        let asked = pb::ListScheduleExceptionsRequest {
            doctor: eva.doctor(),
            include_cancelled: withdrawn,
            ..pb::ListScheduleExceptionsRequest::default()
        };
        let found = eva.schedules().list_schedule_exceptions(asked).await.unwrap().into_inner();
        found.exceptions.into_iter().map(|it| (it.name, it.cancelled)).collect::<Vec<_>>()
    };
    assert_eq!(list(true).await, [(extra.name.clone(), false)]);

    let withdraw = |plan| pb::CancelScheduleExceptionRequest {
        request_id: fresh(),
        name: extra.name.clone(),
        stranded_plan: plan,
        ..pb::CancelScheduleExceptionRequest::default()
    };
    let refused = eva.schedules().cancel_schedule_exception(withdraw(None)).await.unwrap_err();
    assert_eq!(refused.reason(), "STRANDS_VISITS");
    let keep = withdraw(Some(plan(pb::StrandedAction::Keep)));
    let gone = eva.schedules().cancel_schedule_exception(keep).await.unwrap().into_inner();
    assert!(gone.exception.unwrap().cancelled);
    let again = eva.schedules().cancel_schedule_exception(withdraw(None)).await.unwrap().into_inner();
    assert_eq!(again.stranded_appointments, []);
    assert_eq!((list(false).await, list(true).await), (vec![], vec![(extra.name.clone(), true)]));
    assert_eq!(slots(&ana, saturday).await.unwrap().slots.len(), 2);
}

#[tokio::test]
async fn exceptions_are_listed_by_date_in_pages_from_today_on() {
    let clinic = Clinic::open().await;
    let eva = clinic.doctor("eva").await;
    for date in ["2027-03-09", "2027-03-02", "2027-02-01", "2027-03-09", "2027-04-01"] {
        except(&eva, exception(&eva, pb::ExceptionKind::TimeOff, date, 0, 24)).await.unwrap();
    }
    let mut asked = pb::ListScheduleExceptionsRequest {
        doctor: eva.doctor(),
        page_size: 2,
        ..pb::ListScheduleExceptionsRequest::default()
    };
    let mut dates = Vec::new();
    loop {
        let page = eva.schedules().list_schedule_exceptions(asked.clone()).await.unwrap().into_inner();
        dates.extend(page.exceptions.iter().map(|it| it.from_date.unwrap()));
        if page.next_page_token.is_empty() {
            break;
        }
        asked.page_token = page.next_page_token;
    }
    let expected = ["2027-03-02", "2027-03-09", "2027-03-09", "2027-04-01"].map(when::date);
    assert_eq!(dates, expected);
}

#[tokio::test]
async fn hours_are_changed_by_their_doctor_and_the_administrator_in_the_version_they_saw() {
    let clinic = Clinic::open().await;
    let (eva, ben) = (clinic.doctor("eva").await, clinic.doctor("ben").await);
    let (ida, ana) = (clinic.desk("ida").await, clinic.patient("ana").await);
    let first = change(&eva, new_hours(&eva, daily(9, 12))).await.unwrap().working_hours.unwrap();
    let foreign = change(&ben, new_hours(&eva, daily(8, 9))).await.unwrap_err();
    assert_eq!((foreign.code(), foreign.reason()), (Code::NotFound, "NOT_FOUND".to_owned()));
    for person in [&ida, &ana] {
        let refused = change(person, new_hours(&eva, daily(8, 9))).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied);
    }
    let seen = |version| pb::UpdateWorkingHoursRequest {
        expected_version: version,
        ..new_hours(&eva, daily(10, 12))
    };
    change(&clinic.admin(), seen(first.version)).await.unwrap();
    let stale = change(&eva, seen(first.version)).await.unwrap_err();
    assert_eq!((stale.code(), stale.reason()), (Code::Aborted, "STALE_VERSION".to_owned()));
    assert_eq!(stale.more("current_version").as_deref(), Some("2"));
    assert_eq!(hours(&ana, &eva).await.rules[0].from_minute, 600);
}

#[tokio::test]
async fn wrong_hours_name_every_wrong_field_and_change_nothing() {
    let clinic = Clinic::open().await;
    let eva = clinic.doctor("eva").await;
    let wrong = vec![
        pb::HoursRule { slot_minutes: 300, room: "\u{202e}1".to_owned(), ..hours_rule(1, 540, 720) },
        pb::HoursRule { weekday: 0, effective_from: None, ..hours_rule(1, 700, 100) },
    ];
    let refused = change(&eva, new_hours(&eva, wrong)).await.unwrap_err();
    assert_eq!(
        refused.fields(),
        ["[0].room", "[0].slot_minutes", "[1].weekday", "[1].to_minute", "[1].effective_from"]
            .map(|it| format!("working_hours.rules{it}"))
    );
    let twice = vec![hours_rule(1, 540, 720), hours_rule(1, 700, 800)];
    let refused = change(&eva, new_hours(&eva, twice)).await.unwrap_err();
    assert_eq!(refused.fields(), ["working_hours.rules[1].from_minute"]);
    assert_eq!(hours(&eva, &eva).await.version, 0);
}

#[tokio::test]
async fn everybody_hears_that_hours_changed() {
    let clinic = Clinic::open().await;
    let (eva, ana) = (clinic.doctor("eva").await, clinic.patient("ana").await);
    let mut stream =
        within(ana.events().watch_events(pb::WatchEventsRequest::default())).await.unwrap().into_inner();
    clinic.give_hours(&eva).await;
    loop {
        let event = within(stream.message()).await.unwrap().expect("the stream goes on");
        if let Some(pb::event::Payload::ScheduleChanged(changed)) = event.payload {
            assert_eq!(changed.doctor, eva.doctor());
            break;
        }
    }
}
