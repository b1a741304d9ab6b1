//! Takes the terminal as the client does and panics while it has it: a program for the
//! test of that, because the client itself gives no way to make it panic.

use praxis::runtime::terminal::{Terminal, restore_on_panic};

fn main() {
    restore_on_panic();
    let mut terminal = Terminal::take().expect("this runs in a terminal");
    terminal.draw(|frame| frame.render_widget("about to panic", frame.area())).expect("it draws");
    panic!("on purpose");
}
