//! A script sees what its owner sees, neither more nor less: the same calls, side by side.

use praxis_server::{
    domain::people::Role,
    rpc::policy::{Policy, Tokens},
};
use praxis_tests::{
    Line,
    contract::{self, field_comments, pool, rpcs},
};
use prost::Message;
use tonic::Code;

use super::{fill::Filler, judge::Aim, outcome, short, world::World};

/// What came back, as far as it must be the same for both.
type Answer = (Code, String, usize);

/// One call made twice: by the owner and by the owner's script.
struct Pair {
    what: String,
    tokens: Tokens,
    owner: Answer,
    script: Answer,
}

/// Everything in which scripts were treated as they should not be.
fn differences(pairs: &[Pair]) -> Vec<String> {
    pairs
        .iter()
        .filter(|pair| match pair.tokens {
            Tokens::Never => pair.script.1 != "NOT_FOR_TOKENS",
            // who calls is answered otherwise, of course
            Tokens::Always => pair.script.0 != Code::Ok,
            Tokens::Scoped => pair.script != pair.owner,
        })
        .map(|pair| format!("{}: {:?}, and for the owner {:?}", pair.what, pair.script, pair.owner))
        .collect()
}

#[tokio::test]
async fn a_script_with_every_scope_sees_what_its_owner_sees() {
    let world = World::build().await;
    let copy = world.clinic.copy().await;
    let (policy, comments, pool) = (Policy::read().unwrap(), field_comments(), pool());
    let rule = |method: &str| policy.rules().find(|it| &*it.1.method == method).unwrap().1;
    let mut pairs = Vec::new();
    for (role, person) in world.callers(&copy) {
        let roles = person_roles(role);
        let scopes: Vec<&str> = policy
            .rules()
            .map(|(_, rule)| rule)
            .filter(|it| it.tokens == Tokens::Scoped && !it.public && it.lets_in(roles))
            .map(|it| &*it.method)
            .collect();
        let script = person.script(&scopes, copy.now() + chrono::Duration::hours(1)).await;
        for (at, rpc) in (1..).zip(rpcs(&pool)) {
            let rule = rule(&short(&rpc));
            // what is not for the role at all is refused for the scope; and only what changes nothing can be done twice
            if rule.public || !rule.lets_in(roles) {
                continue;
            }
            let aims: &[Aim] = if !rule.mutates {
                &[Aim::Missing, Aim::Foreign, Aim::Own]
            } else if rule.any.has(role) || rule.tokens == Tokens::Never {
                &[Aim::Missing]
            } else {
                &[Aim::Missing, Aim::Foreign]
            };
            for aim in aims {
                let mut aimed = false;
                let request = Filler::new(&comments, &rpc, at * 10).request(&mut |place| {
                    aimed = true;
                    (!place.optional).then(|| world.object(role, &place.kind, *aim)).flatten()
                });
                if rule.mutates && !aimed {
                    continue;
                }
                let ask = async |line: &Line| {
                    let answered = contract::call(line, &rpc, request.encode_to_vec()).await;
                    let outcome = outcome(&rpc, answered);
                    // the log of looks grows by each look
                    let rows = if short(&rpc).starts_with("AuditService/") { 0 } else { outcome.rows };
                    (outcome.code, outcome.reason, rows)
                };
                // the script first: an owner who ends the own session asks no more
                let script = ask(&script).await;
                let owner = if rule.tokens == Tokens::Scoped { ask(&person).await } else { script.clone() };
                let what = format!("{} by {role:?} on {aim:?}", short(&rpc));
                pairs.push(Pair { what, tokens: rule.tokens, owner, script });
            }
        }
    }
    let told = differences(&pairs);
    assert!(told.is_empty(), "{} differences:\n{}", told.len(), told.join("\n"));
    let seen = |reason: &str| pairs.iter().filter(|it| it.script.1 == reason).count();
    assert!(pairs.len() > 150 && seen("") > 50 && seen("NOT_FOUND") > 20 && seen("NOT_FOR_TOKENS") > 10);

    // had a script been let in where its owner is not, or where none may be, it would have been told
    for at in 0..pairs.len() {
        let before = pairs[at].script.clone();
        if pairs[at].tokens == Tokens::Always {
            continue;
        }
        pairs[at].script = if before.0 == Code::Ok {
            (Code::NotFound, String::new(), 0)
        } else {
            (Code::Ok, String::new(), 1)
        };
        assert_eq!(differences(&pairs).len(), 1, "{}", pairs[at].what);
        pairs[at].script = before;
    }
}

fn person_roles(role: Role) -> praxis_server::domain::people::Roles {
    std::iter::once(role).collect()
}
