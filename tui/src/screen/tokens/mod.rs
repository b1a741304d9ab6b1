//! My script tokens: what a script may do for me without my password. A place of its own, so that
//! what was typed, and a secret that was not kept yet, are still there when one comes back.

mod acts;
mod draft;
pub mod keys;
mod view;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use praxis_shared::pb;

use self::draft::Draft;
use self::keys::{Act, LIST, NEW, SHOWN};
use super::{Mode, Page, Route};
use crate::context::{Cx, instant};
use crate::keymap::{Code, Entry, Key, Table};
use crate::outbox::{Call, Failure, Go, Load, Outbox, Reply, Ticket};
use crate::widget::form::Outcome;
use crate::widget::modal::Confirm;
use crate::widget::table::Selection;

/// A secret that is on the screen for the only time.
struct Shown {
    token: String,
    made: pb::ApiToken,
}

/// What is in front.
enum Part {
    List,
    /// One token, and the first line of it that is shown.
    One(String, usize),
    New(Box<Draft>),
    Shown(Box<Shown>),
}

/// My script tokens.
pub struct Tokens {
    tokens: Load<Vec<pb::ApiToken>>,
    /// There are more than one page.
    more: bool,
    /// Whether those that ended are listed.
    ended: bool,
    offered: Load<Vec<pb::ApiTokenScope>>,
    selected: Selection<String>,
    part: Part,
    draft: Option<Box<Draft>>,
    question: Option<(Confirm, String)>,
    remark: Option<String>,
    making: Option<Ticket>,
    revoking: Option<Ticket>,
}

fn is_live(token: &pb::ApiToken, cx: &Cx) -> bool {
    let ends = instant(token.expire_time.as_ref());
    token.end_time.is_none() && ends.is_some_and(|ends| ends > cx.at.now)
}

impl Tokens {
    /// Opens it and asks for them.
    pub(super) fn open(cx: &Cx, out: &mut Outbox) -> Self {
        let mut this = Self {
            tokens: Load::default(),
            more: false,
            ended: true,
            offered: Load::default(),
            selected: Selection::default(),
            part: Part::List,
            draft: None,
            question: None,
            remark: None,
            making: None,
            revoking: None,
        };
        this.ask(cx, out);
        this
    }

    fn ask(&mut self, cx: &Cx, out: &mut Outbox) {
        let request = pb::ListApiTokensRequest {
            // an administrator would be told everybody's
            user: cx.user().to_owned(),
            page_size: 200,
            show_ended: self.ended,
            ..Default::default()
        };
        self.tokens.ask(out, Call::ListApiTokens(request));
    }

    fn known(&self) -> &[pb::ApiToken] {
        self.tokens.get().map_or(&[], Vec::as_slice)
    }

    fn offered(&self) -> &[pb::ApiTokenScope] {
        self.offered.get().map_or(&[], Vec::as_slice)
    }

    fn ids(&self) -> Vec<String> {
        self.known().iter().map(|it| it.name.clone()).collect()
    }

    fn token(&self, name: &str) -> Option<&pb::ApiToken> {
        self.known().iter().find(|it| it.name == name)
    }

    /// The one that is open, or selected in the list.
    fn selected(&self) -> Option<&pb::ApiToken> {
        match &self.part {
            Part::One(name, _) => self.token(name),
            Part::List => self.selected.key().and_then(|name| self.token(name)),
            Part::New(_) | Part::Shown(_) => None,
        }
    }

    fn table(&self) -> &'static Table<Act> {
        match self.part {
            Part::List | Part::One(..) => &LIST,
            Part::New(_) => &NEW,
            Part::Shown(_) => &SHOWN,
        }
    }

    fn allows(&self, act: Act, cx: &Cx) -> bool {
        if self.question.is_some() {
            return false;
        }
        match (&self.part, act) {
            (Part::List | Part::One(..), Act::Revoke) => {
                self.revoking.is_none() && self.selected().is_some_and(|it| is_live(it, cx))
            }
            (Part::List, Act::Open) => self.selected().is_some(),
            (Part::List, Act::New | Act::Ended) | (Part::List | Part::One(..), Act::Reload | Act::Leave) => {
                true
            }
            (Part::New(draft), Act::Choose) => draft.is_choosing(),
            (Part::New(_), Act::Make | Act::Leave) => self.making.is_none(),
            (Part::Shown(_), act) => act == Act::Kept,
            _ => false,
        }
    }

    fn act(&mut self, act: Act, cx: &Cx, out: &mut Outbox) {
        if !self.allows(act, cx) {
            return;
        }
        self.remark = None;
        match act {
            Act::New => {
                if self.offered.get().is_none() {
                    let all = pb::FindApiTokenScopesRequest::default();
                    self.offered.ask(out, Call::FindApiTokenScopes(all));
                }
                let mut draft = self.draft.take().unwrap_or_default();
                draft.follow(self.offered());
                self.part = Part::New(draft);
            }
            Act::Open => {
                if let Some(name) = self.selected().map(|it| it.name.clone()) {
                    self.part = Part::One(name, 0);
                }
            }
            Act::Revoke => {
                let Some(token) = self.selected() else { return };
                let what = "Revoke this token? Scripts that use it are refused at once, for good.";
                let question = Confirm::new(what, &token.display_name, 'y', "revoke it", cx.at.uptime);
                self.question = Some((question, token.name.clone()));
            }
            Act::Ended => {
                self.ended = !self.ended;
                self.ask(cx, out);
            }
            Act::Reload => self.ask(cx, out),
            Act::Choose => {
                let offered = self.offered.get().map_or(&[][..], Vec::as_slice);
                if let Part::New(draft) = &mut self.part {
                    draft.choose(offered);
                }
            }
            Act::Make => self.make(cx, out),
            Act::Kept => {
                self.part = Part::List;
                self.ask(cx, out);
            }
            Act::Leave => self.leave(out),
        }
    }

    fn leave(&mut self, out: &mut Outbox) {
        match std::mem::replace(&mut self.part, Part::List) {
            Part::New(draft) if draft.is_touched() => {
                self.draft = Some(draft);
                out.say("Not made yet; n goes on with it.");
            }
            Part::New(_) | Part::One(..) => {}
            Part::List => out.go(Go::Tab(Route::Profile)),
            // never by Escape
            shown @ Part::Shown(_) => self.part = shown,
        }
    }

    /// Moves through the lines of one token.
    fn scroll(&mut self, key: Key, cx: &Cx) -> bool {
        let Part::One(name, from) = &self.part else { return false };
        let columns = usize::from(cx.size.0.saturating_sub(1));
        let lines = self.token(name).map_or(0, |it| view::sheet(it, columns, cx).len());
        let last = lines.saturating_sub(cx.page());
        let to = match key.code {
            Code::Up => from.saturating_sub(1),
            Code::Down => from + 1,
            Code::PageUp => from.saturating_sub(cx.page()),
            Code::PageDown => from + cx.page(),
            Code::Home => 0,
            Code::End => last,
            _ => return false,
        };
        self.part = Part::One(name.clone(), to.min(last));
        true
    }
}

impl Page for Tokens {
    fn title(&self, _cx: &Cx) -> String {
        "Script tokens".to_owned()
    }

    fn mode(&self) -> Mode {
        match (&self.question, &self.part) {
            (Some(_), _) => Mode::Ask,
            (None, Part::New(_)) => Mode::Type,
            (None, _) => Mode::List,
        }
    }

    fn context(&self, cx: &Cx) -> Line<'static> {
        self.headline(cx)
    }

    fn entries(&self, cx: &Cx) -> Vec<Entry> {
        cx.keys.entries_if(self.table(), |act| self.allows(act, cx))
    }

    fn on_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        if self.question.is_some() {
            return self.answer_question(key, cx, out);
        }
        let act = cx.keys.find(self.table(), key);
        let offered = self.offered.get().map_or(&[][..], Vec::as_slice);
        if let Part::New(draft) = &mut self.part {
            // a blank in another field is a blank
            if let Some(act) = act.filter(|act| *act != Act::Choose || draft.is_choosing()) {
                self.act(act, cx, out);
                return true;
            }
            return match draft.on_key(key, cx.page(), offered) {
                Outcome::Ignored => false,
                Outcome::Submitted => {
                    self.act(Act::Make, cx, out);
                    true
                }
                Outcome::Changed | Outcome::Moved => true,
            };
        }
        if let Some(act) = act {
            self.act(act, cx, out);
            return true;
        }
        if matches!(self.part, Part::Shown(_)) && key == Key::ESC {
            out.say("w when you have kept it; it is not shown again.");
            return true;
        }
        if matches!(self.part, Part::List) {
            let ids = self.ids();
            return self.selected.on_key(key, cx.page(), &ids);
        }
        self.scroll(key, cx)
    }

    fn on_command(&mut self, id: &str, cx: &Cx, out: &mut Outbox) {
        if let Some(act) = cx.keys.named(self.table(), id) {
            self.act(act, cx, out);
        }
    }

    fn on_paste(&mut self, pasted: &str, _cx: &Cx, _out: &mut Outbox) {
        let offered = self.offered.get().map_or(&[][..], Vec::as_slice);
        if let Part::New(draft) = &mut self.part {
            draft.paste(pasted, offered);
        }
    }

    fn on_reply(&mut self, ticket: Ticket, answer: Result<Reply, Failure>, cx: &Cx, out: &mut Outbox) {
        if self.tokens.awaits(ticket) {
            self.tokens.settle(answer.map(|reply| match reply {
                Reply::ListApiTokens(page) => {
                    self.more = !page.next_page_token.is_empty();
                    let mut tokens = page.api_tokens;
                    // newest first, and those that still open something before the others
                    tokens.sort_by_key(|it| !is_live(it, cx));
                    tokens
                }
                _ => Vec::new(),
            }));
            let ids = self.ids();
            self.selected.follow(&ids);
        } else if self.offered.awaits(ticket) {
            self.offered.settle(answer.map(|reply| match reply {
                Reply::FindApiTokenScopes(found) => found.scopes,
                _ => Vec::new(),
            }));
            let offered = self.offered.get().map_or(&[][..], Vec::as_slice);
            if let Part::New(draft) = &mut self.part {
                draft.follow(offered);
            }
        } else if self.making == Some(ticket) {
            self.making = None;
            self.made(answer, cx, out);
        } else if self.revoking == Some(ticket) {
            self.revoking = None;
            self.revoked(answer, cx, out);
        }
    }

    fn on_relist(&mut self, cx: &Cx, out: &mut Outbox) {
        self.ask(cx, out);
        if self.offered.failure().is_some() {
            self.offered.ask(out, Call::FindApiTokenScopes(pb::FindApiTokenScopesRequest::default()));
        }
    }

    fn on_route(&mut self, _route: &Route, cx: &Cx, out: &mut Outbox) -> bool {
        if !self.tokens.is_waiting() {
            self.ask(cx, out);
        }
        false
    }

    fn has_draft(&self) -> bool {
        match &self.part {
            Part::New(draft) => draft.is_touched(),
            Part::Shown(_) => true,
            Part::List | Part::One(..) => self.draft.is_some(),
        }
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        self.draw(frame, area, cx);
    }

    fn detail(&self, cx: &Cx) -> Line<'static> {
        self.detail_line(cx)
    }

    fn line(&self, cx: &Cx) -> String {
        match (&self.question, &self.part) {
            (Some((question, _)), _) => question.hint(),
            (None, Part::New(draft)) => draft.focused().to_owned(),
            (None, Part::Shown(shown)) if !cx.private => shown.token.clone(),
            (None, _) => self.selected().map_or_else(
                || self.title(cx),
                |token| format!("{} {}", token.display_name, view::state(token, cx).0),
            ),
        }
    }
}

#[cfg(test)]
mod tests;
