//! The part of SessionService that sets up, shows and removes second factors.

use praxis_shared::pb;
use sha2::{Digest, Sha256};
use tonic::{Request, Response, Status};

use super::{
    attempt::{charge, own_place, typed_code},
    call::{call, caller},
    users::user_to_pb,
};
use crate::{
    actions::{attempts, second_factor},
    authenticator,
    desk::Desk,
    domain::{refusal::Refusal, second_factor::RECOVERY_CODES},
    secret::{Secret, hash_code},
    store::Error,
};

/// Ten new codes, their hashes, and the hash of them all.
struct NewCodes {
    codes: Vec<Secret>,
    hashes: Vec<[u8; 32]>,
    all: [u8; 32],
}

impl NewCodes {
    fn make() -> Self {
        let codes: Vec<_> = (0..RECOVERY_CODES).map(|_| Secret::recovery_code()).collect();
        let hashes: Vec<_> = codes.iter().map(|it| hash_code(it.reveal())).collect();
        let all = Sha256::digest(hashes.concat()).into();
        Self { codes, hashes, all }
    }

    /// The codes in hand, unless the answer is a replay: then the first ones were shown already.
    fn shown_once(&self, issued: [u8; 32]) -> Vec<String> {
        let shown = if issued == self.all { self.codes.as_slice() } else { &[] };
        shown.iter().map(|it| it.reveal().to_owned()).collect()
    }
}

pub(super) async fn begin(
    desk: &Desk,
    request: Request<pb::BeginSecondFactorRequest>,
) -> Result<Response<pb::BeginSecondFactorResponse>, Status> {
    let caller = caller(&request)?;
    let call = call(&request)?;
    let secret = authenticator::new_secret();
    let hash: [u8; 32] = Sha256::digest(secret).into();
    let user = caller.user;
    let (clinic, who) = desk
        .read(move |tx| Ok((tx.clinic()?.display_name, tx.user(user)?.for_the_clinic()?.user_name)))
        .await?;
    let issued = desk.act(call, move |tx, caller, _| second_factor::begin(tx, caller, secret, hash)).await?;
    Ok(Response::new(if issued.hash == hash {
        pb::BeginSecondFactorResponse {
            secret: authenticator::in_letters(&secret).reveal().to_owned(),
            uri: authenticator::uri(&secret, &clinic, &who).reveal().to_owned(),
        }
    } else {
        pb::BeginSecondFactorResponse::default()
    }))
}

pub(super) async fn confirm(
    desk: &Desk,
    request: Request<pb::ConfirmSecondFactorRequest>,
) -> Result<Response<pb::ConfirmSecondFactorResponse>, Status> {
    let caller = caller(&request)?;
    let call = call(&request)?;
    let user = caller.user;
    let pending = desk.read(move |tx| Ok(tx.second_factor(user)?.and_then(|it| it.pending))).await?;
    let code = typed_code(&request.get_ref().code);
    let shown = authenticator::read(code, pending.as_ref(), desk.clock.now());
    let new = NewCodes::make();
    let (hashes, all, place) = (new.hashes.clone(), new.all, own_place(&caller));
    let done = desk
        .act(call, move |tx, caller, now| {
            attempts::expect_turn(tx, &place)?;
            let done = second_factor::confirm(tx, caller, &shown, &hashes, all, now)?;
            attempts::succeeded(tx, &place)?;
            Ok(done)
        })
        .await;
    if let Err(Error::Refused(Refusal::WrongCode)) = &done {
        charge(desk, &caller, Refusal::WrongCode).await?;
    }
    let (user, issued) = done?;
    Ok(Response::new(pb::ConfirmSecondFactorResponse {
        recovery_codes: new.shown_once(issued.hash),
        user: Some(user_to_pb(&user, Vec::new())),
    }))
}

pub(super) async fn remove(
    desk: &Desk,
    request: Request<pb::RemoveSecondFactorRequest>,
) -> Result<Response<pb::RemoveSecondFactorResponse>, Status> {
    let call = call(&request)?;
    let required = desk.second_factor;
    let user =
        desk.act(call, move |tx, caller, now| second_factor::remove(tx, caller, required, now)).await?;
    Ok(Response::new(pb::RemoveSecondFactorResponse { user: Some(user_to_pb(&user, Vec::new())) }))
}

pub(super) async fn renew_codes(
    desk: &Desk,
    request: Request<pb::RegenerateRecoveryCodesRequest>,
) -> Result<Response<pb::RegenerateRecoveryCodesResponse>, Status> {
    let call = call(&request)?;
    let new = NewCodes::make();
    let (hashes, all) = (new.hashes.clone(), new.all);
    let issued =
        desk.act(call, move |tx, caller, _| second_factor::renew_codes(tx, caller, &hashes, all)).await?;
    Ok(Response::new(pb::RegenerateRecoveryCodesResponse { recovery_codes: new.shown_once(issued.hash) }))
}
