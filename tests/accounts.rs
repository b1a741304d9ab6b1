//! Who gets in, and who does not: sign-up, codes, passwords, sessions, roles.

use praxis_shared::pb;
use praxis_tests::{Clinic, Refused};
use tonic::Code;

#[tokio::test]
async fn people_sign_in_with_codes_and_nobody_without() {
    let clinic = Clinic::open().await;
    let ana = clinic.patient("ana").await;
    let me = ana.sessions().get_session(pb::GetSessionRequest {}).await.unwrap().into_inner();
    assert_eq!(me.user.unwrap().user_name, "ana");
    let refused = clinic.stranger().sessions().get_session(pb::GetSessionRequest {}).await.unwrap_err();
    assert_eq!((refused.code(), refused.reason().as_str()), (Code::Unauthenticated, "NOT_SIGNED_IN"));
}

#[tokio::test]
async fn a_session_outlives_the_server() {
    let mut clinic = Clinic::open().await;
    let ida = clinic.desk("ida").await;
    clinic.restart().await;
    let me = ida.sessions().get_session(pb::GetSessionRequest {}).await.unwrap().into_inner();
    assert_eq!(me.user.unwrap().user_name, "ida");
}
