//! Remarks, exercises, quizzes and what a page needs and gives.

use levelbook::site::sources::Sources;

use crate::sites::{Built, built, small};

fn with(text: &str) -> Built {
    built(&small().with("content/page.md", text))
}

#[track_caller]
fn page(text: &str) -> String {
    let site = with(text);
    assert_eq!(site.told(), [""; 0], "in {text}");
    site.page("page.html")
}

#[track_caller]
fn has(html: &str, wanted: &[&str]) {
    for wanted in wanted {
        assert!(html.contains(wanted), "{wanted}\nnot in\n{html}");
    }
}

#[test]
fn remarks_have_kinds_titles_and_folds() {
    has(
        &page(
            "# P\n\n> [!TIP] Own *title*\n> Text.\n\n> [!example]- Folded\n> In.\n\n> [!NOTE]\n> Plain.\n\n> [!info]+\n> Open.\n",
        ),
        &[
            "<div class=\"alert alert-tip\" role=\"note\"><p class=\"alert-title\">Own <em>title</em></p>\n<p>Text.</p>",
            "<details class=\"alert alert-important example\"><summary class=\"alert-title\">Folded</summary>\n<p>In.</p>",
            "<p class=\"alert-title\">Note</p>\n<p>Plain.</p>",
            "<details class=\"alert alert-note info\" open><summary class=\"alert-title\">Info</summary>\n<p>Open.</p>",
        ],
    );
    has(
        &page("# P\n\n> [!WARNING]\n\n> An ordinary quote.\n> [!TIP] in the middle\n"),
        &[
            "<p class=\"alert-title\">Warning</p>",
            "<blockquote>\n<p>An ordinary quote.\n[!TIP] in the middle</p>",
        ],
    );
    with("# P\n\n> [!EXMPLE] x\n> y\n").tells("M10 warning content/page.md:3:3 [!EXMPLE] is no kind of remark; it is shown as a note | Did you mean [!EXAMPLE]?");
}

#[test]
fn exercises_are_counted_and_their_solutions_folded() {
    let site = with(
        "# P\n\n> [!EXERCISE] First `one`\n> Do it.\n>\n> > [!SOLUTION]\n> > Done.\n\n> [!EXERCISE]\n> Again.\n\nSee [](#exercise-2).\n",
    );
    assert_eq!(site.told(), [""; 0]);
    has(
        &site.page("page.html"),
        &[
            "<div class=\"alert alert-important exercise\" id=\"exercise-1\"><p class=\"alert-title\">Exercise 1: First <code>one</code></p>",
            "<details class=\"alert alert-tip solution\"><summary class=\"alert-title\">Solution</summary>\n<p>Done.</p>",
            "<p class=\"alert-title\">Exercise 2</p>",
            "<a href=\"#exercise-2\">Exercise 2</a>",
        ],
    );
    has(
        &site.page("exercises.html"),
        &["<a href=\"page.html#exercise-1\">Exercise 1: First one</a>"],
    );
    assert!(!with("# P\n\nNone.\n").has("exercises.html"));
}

#[test]
fn quizzes_are_choices_with_an_answer_below() {
    let html = page("# P\n\n> [!QUIZ] Which?\n> - [ ] wrong\n> - [x] `right`\n>\n> As it is.\n");
    has(
        &html,
        &[
            "<p class=\"alert-title\">Which?</p>",
            "<li><label><input type=\"radio\" name=\"quiz-1\"><span>wrong</span></label></li>",
            "<li><label><input type=\"radio\" name=\"quiz-1\" data-right><span><code>right</code></span></label></li>",
            "<details class=\"quiz-answer\"><summary>Answer</summary>\n<p><b>Right is:</b> right</p>\n<p>As it is.</p>\n</details>",
        ],
    );
    has(
        &page("# P\n\n> [!QUIZ] Which?\n> - [x] a\n> - [x] b\n>\n> Both.\n"),
        &["type=\"checkbox\"", "Right are:"],
    );
}

#[test]
fn mistakes_in_quizzes_are_told() {
    with("# P\n\n> [!QUIZ] Which?\n> - [ ] a\n> - [ ] b\n>\n> No.\n")
        .tells("Q01 error content/page.md:4:3 None of the answers of this quiz is right");
    with("# P\n\n> [!QUIZ] Which?\n> Nothing.\n")
        .tells("Q01 error content/page.md:3:1 This quiz has no answers");
    with("# P\n\n> [!QUIZ] Which?\n> - [x] a\n> - [ ] b\n")
        .tells("Q02 warning content/page.md:4:3");
    with("# P\n\n> [!QUIZ] Which?\n> - [x] a\n> - [ ] A\n>\n> So.\n")
        .tells("Q03 warning content/page.md:5:3 “A” is among the answers twice");
}

fn course() -> Sources {
    small()
        .with("content/1-a.md", "---\ntime: 45 min\nobjectives: [Say *why*]\n---\n# A\n\nText.\n")
        .with("content/2-b.md", "---\nprerequisites: [1-a.md]\n---\n# B\n\nText.\n")
}

#[test]
fn pages_say_what_they_need_and_give() {
    let site = built(&course());
    assert_eq!(site.told(), [""; 0]);
    has(&site.page("1-a.html"), &["Takes 45 min.", "<li>Say <em>why</em></li>"]);
    has(&site.page("2-b.html"), &["Read before: <a href=\"1-a.html\">A</a>."]);
}

#[test]
fn prerequisites_come_before() {
    let late = course().with("content/1-a.md", "---\nprerequisites: [2-b.md]\n---\n# A\n");
    built(&late).tells("Q04 warning content/1-a.md:2:17 “B” is to be read before this page");
    let gone = course().with("content/1-a.md", "---\nprerequisites: [3-c.md]\n---\n# A\n");
    built(&gone).tells("L01 error content/1-a.md:2:17 there is no file 3-c.md");
}

#[test]
fn progress_can_be_turned_off() {
    assert!(page("# P\n\nText.\n").contains("data-read"));
    let off = small().with("levelbook.yaml", "title: S\ndescription: S.\nprogress: false\n");
    let site = built(&off.with("content/page.md", "# P\n\nText.\n"));
    assert!(
        !site.page("page.html").contains("data-read")
            && !site.page("index.html").contains("data-site")
    );
}
