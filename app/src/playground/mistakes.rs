//! The summary of the form's errors.

use diagnosis::attempt::{Notice, Severity};
use leptos::{ev::MouseEvent, prelude::*};
use maud::html;

use super::form::input_id;
use crate::{
    browser,
    erased::{Erase, Erased},
};

/// The list of errors, with a link to each field. Shown after the user `wanted` to submit the form.
pub fn mistakes(notices: Memo<Vec<Notice>>, wanted: RwSignal<bool>) -> Erased {
    let summary = move || {
        if wanted.get() {
            notices.with(|notices| summary(notices))
        } else {
            String::new()
        }
    };
    let go = move |event: MouseEvent| {
        let field =
            browser::within(event.target(), "a").and_then(|link| link.get_attribute("href"));
        if let Some(field) = field {
            event.prevent_default();
            browser::focus(field.trim_start_matches('#'));
        }
    };
    view! { <div role="alert" inner_html=summary on:click=go></div> }.erase()
}

fn summary(notices: &[Notice]) -> String {
    let is_error = |notice: &&Notice| notice.severity == Severity::Error;
    let count = notices.iter().filter(is_error).count();
    let html = html! {
        @if count > 0 {
            div.mistakes {
                p {
                    @if count == 1 { "Fix 1 field to continue:" }
                    @else { "Fix " (count) " fields to continue:" }
                }
                ul {
                    @for notice in notices.iter().filter(is_error) {
                        li { a href={ "#" (input_id(notice)) } { (called(notice)) } }
                    }
                }
            }
        }
    };
    html.into_string()
}

/// The label of the field; for a parameter, its name in the path.
fn called(notice: &Notice) -> String {
    match &notice.parameter {
        Some(parameter) => format!("{{{parameter}}}"),
        None => notice.field.label().to_owned(),
    }
}
