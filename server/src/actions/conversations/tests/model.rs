//! Unread counts over random histories, against a model that counts everything anew.

use proptest::prelude::*;

use super::{Target, world::World};
use crate::domain::{caller::Caller, conversation::Seen};

#[derive(Debug, Clone)]
enum Step {
    Say(usize),
    Advance(usize, i64, i64),
    Mark(usize, i64),
}

fn step() -> impl Strategy<Value = Step> {
    let who = 0usize..3;
    prop_oneof![
        3 => who.clone().prop_map(Step::Say),
        3 => (who.clone(), 0i64..12, 0i64..12)
            .prop_map(|(who, delivered, read)| Step::Advance(who, delivered, read)),
        1 => (who, 0i64..12).prop_map(|(who, from)| Step::Mark(who, from)),
    ]
}

/// One member as the rules say, without any of the code under test.
#[derive(Debug, Default, Clone)]
struct Naive {
    read: usize,
    delivered: usize,
    mark: Option<usize>,
}

impl Naive {
    fn unread(&self, me: usize, said: &[usize]) -> usize {
        let cursor = self.mark.map_or(self.read, |from| from - 1);
        (1..=said.len()).filter(|&seq| seq > cursor && said[seq - 1] != me).count()
    }
}

async fn follow(steps: Vec<Step>) {
    let mut it = World::open().await;
    let people: [Caller; 3] = [it.ana.clone(), it.ida.clone(), it.olu.clone()];
    let id = it.open_with(&it.ana, Target::Desk).await.unwrap().conversation.id;
    let mut model = [Naive::default(), Naive::default(), Naive::default()];
    let mut said: Vec<usize> = Vec::new();
    // so that both clerks take part from the first message on
    for step in std::iter::once(Step::Say(0)).chain(steps) {
        it.pass();
        match step {
            Step::Say(who) => {
                it.say(&people[who], id, "text").await.unwrap();
                said.push(who);
                model[who] = Naive { read: said.len(), delivered: said.len(), mark: None };
            }
            Step::Advance(who, delivered, read) => {
                let (d, r) = (delivered as usize, read as usize);
                let outcome = it.advance(&people[who], id, delivered, read).await;
                assert_eq!(outcome.is_ok(), d <= said.len() && r <= said.len());
                if outcome.is_ok() {
                    let member = &mut model[who];
                    member.read = member.read.max(r);
                    member.delivered = member.delivered.max(d).max(member.read);
                    member.mark = member.mark.filter(|&from| r < from);
                }
            }
            Step::Mark(who, from) => {
                let from_seq = from as usize;
                let newest = (from_seq.max(1)..=said.len()).rev().find(|&seq| said[seq - 1] != who);
                let outcome = it.mark(&people[who], id, from).await;
                assert_eq!(outcome.is_ok(), newest.is_some());
                if let Some(newest) = newest {
                    let from = if from_seq == 0 { newest } else { from_seq };
                    model[who].mark = (from <= model[who].read).then_some(from);
                }
            }
        }
        for (at, who) in people.iter().enumerate() {
            let unread = model[at].unread(at, &said) as i64;
            let seen: Seen = it.look(who, id).await.unwrap();
            assert_eq!(seen.unread, unread, "of {at}");
            assert_eq!(it.list(who, false).await.1, unread, "in all, of {at}");
            assert_eq!(it.list(who, true).await.0.len(), usize::from(unread > 0), "listed, of {at}");
            if let Some(member) = seen.members.iter().find(|it| it.user == who.user) {
                let told = (member.delivered as usize, member.read as usize);
                assert_eq!(told, (model[at].delivered, model[at].read), "cursors of {at}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn unread_counts_are_what_a_naive_count_says(steps in proptest::collection::vec(step(), 1..40)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(follow(steps));
    }
}
