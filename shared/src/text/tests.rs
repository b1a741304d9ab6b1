use proptest::prelude::*;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use super::*;

#[test]
fn a_user_name_is_folded_and_says_what_it_may_hold() {
    assert_eq!(user_name("  Ana.Lima-2 "), Ok("ana.lima-2".into()));
    assert!(user_name("al").unwrap_err().contains("at least 3"));
    assert!(user_name("1ana").unwrap_err().contains("begin with a letter"));
    assert!(user_name("ana lima").unwrap_err().contains("' '"));
    assert!(user_name("anä").unwrap_err().contains("'ä'"));
    assert!(user_name(&"a".repeat(33)).unwrap_err().contains("at most 32"));
    assert!(user_name("").unwrap_err().contains("empty"));
}

#[test]
fn an_email_keeps_its_local_part_and_lowers_its_domain() {
    assert_eq!(email(" Ana.Lima@Example.ORG "), Ok("Ana.Lima@example.org".into()));
    assert_eq!(account_email(" Ana.Lima@Example.ORG "), Ok("ana.lima@example.org".into()));
    for wrong in [
        "ana",
        "ana@",
        "@example.org",
        "ana@localhost",
        "a b@example.org",
        ".a@example.org",
        "a..b@example.org",
        "a@-x.org",
        "a@x..org",
        "a<b@x.org",
    ] {
        assert!(email(wrong).is_err(), "{wrong}");
    }
    assert!(email(&format!("{}@{}.org", "a".repeat(60), "b".repeat(250))).is_err());
}

#[test]
fn a_password_is_bounded_but_never_trimmed() {
    assert_eq!(password("  leaves the blanks  ", "ana", PASSWORD_MIN), Ok("  leaves the blanks  ".into()));
    assert!(password("fourteen chars", "ana", PASSWORD_MIN).unwrap_err().contains("at least 15"));
    assert!(password(&"ab1 ".repeat(40), "ana", PASSWORD_MIN).unwrap_err().contains("at most 128"));
    assert!(password("aaaaaaaaaaaaaaaaaa", "", PASSWORD_MIN).unwrap_err().contains("repeat"));
    assert!(password("abcdabcdabcdabcdab", "", PASSWORD_MIN).unwrap_err().contains("repeat"));
    assert!(password("abcdefghijklmnop", "", PASSWORD_MIN).unwrap_err().contains("order"));
    assert!(password("i am ANA.LIMA of old", "ana.lima", PASSWORD_MIN).unwrap_err().contains("user name"));
    // the same letters in another normal form are the same password
    assert_eq!(
        password("e\u{301}tude in b minor", "", PASSWORD_MIN),
        password("étude in b minor", "", PASSWORD_MIN)
    );
}

#[test]
fn a_password_holds_nothing_that_nobody_sees() {
    for (hidden, called) in [
        ('\0', "control character U+0000"),
        ('\t', "control character U+0009"),
        ('\n', "line break U+000A"),
        ('\u{1b}', "control character U+001B"),
        ('\u{7f}', "control character U+007F"),
        ('\u{200b}', "invisible character U+200B"),
        ('\u{200d}', "invisible character U+200D"),
        ('\u{202e}', "direction control U+202E"),
        ('\u{feff}', "invisible character U+FEFF"),
    ] {
        for typed in [format!("plum{hidden}cake at seven"), format!("plum cake at seven{hidden}")] {
            let why = password(&typed, "", PASSWORD_MIN).unwrap_err();
            assert!(why.contains(called), "{typed:?}: {why}");
            assert_eq!(password_as_typed(&typed), typed, "one that was set before still opens");
        }
    }
    // joiners belong to what they join
    for seen in [
        "علی\u{200c}رضا and fifteen more",
        "family 👩\u{200d}👧 of two and more",
        "\u{a0}hard blanks\u{a0}too",
    ] {
        assert_eq!(password(seen, "", PASSWORD_MIN), Ok(seen.nfc().collect()));
    }
}

#[test]
fn names_of_many_scripts_are_kept() {
    for name in
        ["Nguyễn", "O’Brien", "Jean-Luc", "D. J.", "李", "Владимир", "अमृता", "علی\u{200c}رضا", "Ştefan"]
    {
        assert_eq!(person_name(name).as_deref(), Ok(name));
    }
    assert_eq!(person_name("  Ana   Maria "), Ok("Ana Maria".into()));
    assert!(person_name("R2D2").unwrap_err().contains("'2'"));
    assert!(person_name("--").is_err());
    assert!(person_name(&"é".repeat(80)).is_ok());
    assert!(person_name(&"é".repeat(81)).unwrap_err().contains("81"));
}

#[test]
fn a_phone_number_has_digits_enough() {
    assert_eq!(phone("+49 (30) 123-45/67"), Ok("+49 (30) 123-45/67".into()));
    assert_eq!(phone_digits("+49 (30) 123-45/67"), "49301234567");
    assert!(phone("12").is_err());
    assert!(phone("30 + 1234").unwrap_err().contains("in front"));
    assert!(phone("call me").unwrap_err().contains("'c'"));
}

#[test]
fn hidden_and_controlling_characters_are_named_and_refused() {
    for (text, word) in [
        ("a\u{1b}[2Jb", "control character U+001B"),
        ("a\u{9b}b", "control character U+009B"),
        ("a\u{7f}b", "control character U+007F"),
        ("a\0b", "control character U+0000"),
        ("a\u{202e}b", "direction control U+202E"),
        ("a\u{2066}b", "direction control U+2066"),
        ("a\u{200b}b", "invisible character U+200B"),
        ("a\u{200d}b", "invisible character U+200D"),
        ("a\u{feff}b", "invisible character U+FEFF"),
        ("a\u{e0041}b", "tag character U+E0041"),
        ("a\u{2028}b", "line break U+2028"),
    ] {
        for rule in [person_name, short_line, note, message, medical, reason, address_line, city] {
            let said = rule(text).unwrap_err();
            assert!(said.contains(word), "{said}");
        }
    }
    assert!(short_line("two\nlines").unwrap_err().contains("line break"));
    assert!(message(&format!("z{}", "\u{300}".repeat(40))).unwrap_err().contains("marks"));
}

#[test]
fn text_of_several_lines_keeps_them() {
    assert_eq!(message("\n one\r\ntwo\tthree \n"), Ok("one\ntwo three".into()));
    assert_eq!(message("👨\u{200d}👩\u{200d}👧 ❤\u{fe0f}"), Ok("👨\u{200d}👩\u{200d}👧 ❤\u{fe0f}".into()));
    assert!(message(&"a".repeat(MESSAGE_MAX)).is_ok());
    assert!(message(&"a".repeat(MESSAGE_MAX + 1)).unwrap_err().contains("2001"));
    assert!(message(&"a".repeat(4 << 20)).is_err());
    assert!(message(" \n ").unwrap_err().contains("empty"));
}

#[test]
fn an_optional_text_may_be_blank_but_not_wrong() {
    assert_eq!(optional("  ", phone), Ok(String::new()));
    assert!(optional("x", phone).is_err());
}

#[test]
fn codes_numbers_and_fees_are_bounded() {
    assert_eq!(postal_code(" sw1a 1aa"), Ok("SW1A 1AA".into()));
    assert!(postal_code("10115;").is_err());
    assert_eq!(currency("eur"), Ok("EUR".into()));
    assert!(currency("euro").is_err());
    assert!(fee(-1).is_err() && fee(FEE_MAX + 1).is_err() && fee(0).is_ok());
    assert!(years_of_experience(81).is_err());
    assert!(registration_number("LANR 12-345/6").is_ok() && registration_number("<x>").is_err());
    assert!(specialization("Ear, Nose & Throat").is_ok() && specialization("???").is_err());
}

#[test]
fn names_are_found_without_their_accents() {
    for (name, key) in [
        ("Nguyễn", "nguyen"),
        ("Ştefan", "stefan"),
        ("Łukasz", "lukasz"),
        ("Sørensen", "sorensen"),
        ("Weiß", "weiss"),
        ("Đặng", "dang"),
        ("Ægir Œuvre", "aegir oeuvre"),
        ("IŞIK", "isik"),
        ("Işık", "isik"),
        ("İnci", "inci"),
        ("Þórður", "thordur"),
        ("O’Brien", "obrien"),
        ("Jean-Luc  St. Clair", "jean luc st clair"),
        ("Ἀθηνᾶς", "αθηνασ"),
        ("李小龍", "李小龍"),
        ("अमृता", "अमृता"),
        ("がくせい", "がくせい"),
        ("한국", "한국"),
    ] {
        assert_eq!(fold(name), key);
    }
}

#[test]
fn umlauts_are_found_both_ways() {
    assert_eq!(fold_variants("Müller"), ["muller", "mueller"]);
    assert_eq!(fold_variants("Mu\u{308}ller"), ["muller", "mueller"]);
    assert_eq!(fold_variants("Ørsted"), ["orsted", "oersted"]);
    assert_eq!(fold_variants("Nguyễn"), ["nguyen"]);
}

#[test]
fn one_typo_is_forgiven_and_two_are_not() {
    for (a, b) in [
        ("mueller", "mueler"),
        ("mueller", "muelller"),
        ("mueller", "mullere"),
        ("ana", "ana"),
        ("ana", "naa"),
        ("", "a"),
        ("meuller", "mueller"),
    ] {
        let expected = (a, b) != ("mueller", "mullere");
        assert_eq!(within_one_typo(a, b), expected, "{a} {b}");
        assert_eq!(within_one_typo(b, a), expected, "{b} {a}");
    }
    assert!(!within_one_typo("ana", "bob"));
    assert!(prefix_within_one_typo("meull", "mueller"));
    assert!(prefix_within_one_typo("schmit", "schmidt"));
    assert!(!prefix_within_one_typo("meulx", "mueller"));
}

#[test]
fn cleaning_marks_what_it_cannot_draw() {
    assert_eq!(Clean::line("\x1b[31mred\x07").as_str(), "␛[31mred␇");
    assert_eq!(Clean::line("a\u{202e}b\u{200b}c\u{e0041}").as_str(), "a·bc");
    assert_eq!(Clean::line("a\u{9b}b\u{7f}").as_str(), "a␦b␡");
    assert_eq!(Clean::line("two\nlines").as_str(), "two␊lines");
    assert_eq!(Clean::multiline("two\r\nlines\r").as_str(), "two\nlines␍");
    assert_eq!(Clean::line("👨\u{200d}👩").as_str(), "👨👩");
    assert_eq!(Clean::line("\u{301}x").as_str(), "◌\u{301}x");
    assert_eq!(Clean::line(&format!("z{}", "\u{300}".repeat(40))).chars().count(), 5);
}

fn nasty() -> impl Strategy<Value = String> {
    let hostile = prop::sample::select(vec![
        '\x1b',
        '\x07',
        '\u{9b}',
        '\u{9d}',
        '\x7f',
        '\n',
        '\r',
        '\t',
        '\u{202e}',
        '\u{2069}',
        '\u{200b}',
        '\u{200d}',
        '\u{feff}',
        '\u{e0041}',
        '\u{300}',
        '\u{20dd}',
        '\u{fe0f}',
        '\u{1f3fb}',
        '👩',
        '\u{1160}',
        'क',
        '\u{94d}',
        'ß',
        'İ',
        'ü',
    ]);
    prop::collection::vec(prop_oneof![2 => hostile, 1 => any::<char>()], 0..60)
        .prop_map(|chars| chars.into_iter().collect())
}

proptest! {
    #[test]
    fn clean_text_holds_nothing_a_terminal_obeys_or_hides(text in nasty()) {
        for (clean, newline) in [(Clean::line(&text), false), (Clean::multiline(&text), true)] {
            for c in clean.chars().filter(|&c| !(newline && c == '\n')) {
                prop_assert!(hidden::refused_name(c).is_none() && !hidden::is_variation_selector(c), "U+{:04X}", u32::from(c));
            }
            for cluster in clean.graphemes(true) {
                prop_assert!(cluster.chars().filter(|&c| is_combining_mark(c)).count() <= 4);
                prop_assert!(cluster.chars().count() <= 9);
            }
        }
    }

    #[test]
    fn what_a_rule_accepts_it_accepts_again_unchanged(text in nasty()) {
        for rule in [user_name, email, person_name, phone, postal_code, short_line, message, medical, registration_number, specialization] {
            if let Ok(kept) = rule(&text) {
                prop_assert_eq!(rule(&kept), Ok(kept));
            }
        }
    }

    #[test]
    fn a_fold_of_a_fold_is_itself(text in nasty()) {
        let key = fold(&text);
        prop_assert_eq!(fold(&key), key);
    }

    #[test]
    fn one_edit_is_always_within_one_typo(word in "[a-d]{1,8}", at in 0usize..8, c in "[a-d]") {
        let at = at % word.len();
        let (head, tail) = word.split_at(at);
        let inserted = format!("{head}{c}{tail}");
        let removed = format!("{head}{}", &tail[1..]);
        let replaced = format!("{head}{c}{}", &tail[1..]);
        prop_assert!(within_one_typo(&word, &inserted) && within_one_typo(&word, &removed) && within_one_typo(&word, &replaced));
    }

    #[test]
    fn any_password_of_allowed_length_without_a_pattern_is_kept(text in "\\PC{15,60}") {
        if let Ok(kept) = password(&text, "", PASSWORD_MIN) {
            prop_assert_eq!(kept, text.nfc().collect::<String>());
        }
    }
}
