//! The operation field. Suggests operations by method, path, a pasted URL, or their description.
//!
//! Implements a combobox with a list as in the ARIA Authoring Practices: the focus stays in the field, and keys move through the list.
//! Without the permission data, it is an ordinary field.

use diagnosis::attempt::{Field, Notice};
use leptos::{
    ev::{KeyboardEvent, MouseEvent},
    prelude::*,
};
use maud::{Markup, html};
use render::{Offer, Offers, count};

use super::{field::NoticeLine, form::Form};
use crate::{browser, erased::Erase, on_demand::playground::offers};

/// The field.
#[allow(
    clippy::too_many_lines,
    reason = "one widget: its keys, its list and its words share everything"
)]
#[component]
pub fn OperationField(
    /// The form.
    form: Form,
    /// The errors and warnings of the form.
    notices: Memo<Vec<Notice>>,
    /// The ID of the input.
    id: &'static str,
) -> impl IntoView {
    let on_demand = form.on_demand;
    let text = form.text(Field::Operation);
    let (open, active) = (RwSignal::new(false), RwSignal::new(None::<usize>));
    let pasted = StoredValue::new(false);
    let found = Memo::new(move |_| {
        if !(open.get() && on_demand.there.get()) {
            return Offers::default();
        }
        let stated = form.text(Field::Keycloak).get();
        text.with(|typed| offers(typed, &stated))
    });
    // A text that was typed before the data was loaded is looked up afterwards.
    Effect::new(move |_| {
        if on_demand.there.get() && open.get_untracked() {
            active.set(found.with_untracked(|found| found.first));
        }
    });
    let listed = move || open.get() && found.with(|found| !found.shown.is_empty());
    let close = move || {
        open.set(false);
        active.set(None);
    };
    let show = move || {
        open.set(true);
        active.set(found.with_untracked(|found| found.first));
    };
    let choose = move |at: usize| {
        let offer = found.with_untracked(|found| found.shown.get(at).cloned());
        if let Some(Offer {
            method, template, ..
        }) = offer
        {
            form.choose(&method, &template);
        }
        close();
    };
    let move_to = move |to: usize| {
        active.set(Some(to));
        browser::reveal(format!("{id}-{to}"));
    };
    let key = move |event: KeyboardEvent| {
        let last = found.with_untracked(|found| found.shown.len().checked_sub(1));
        let (is_listed, at) = (
            open.get_untracked() && last.is_some(),
            active.get_untracked(),
        );
        match (event.key().as_str(), last, at) {
            ("ArrowDown" | "ArrowUp", _, _) if !open.get_untracked() => {
                show();
                // The list is known only now.
                let last = found.with_untracked(|found| found.shown.len().saturating_sub(1));
                if !event.alt_key() && found.with_untracked(|found| !found.shown.is_empty()) {
                    move_to(if event.key() == "ArrowDown" { 0 } else { last });
                }
            }
            ("ArrowDown", Some(last), Some(at)) => move_to(if at < last { at + 1 } else { 0 }),
            ("ArrowDown", Some(_), None) => move_to(0),
            ("ArrowUp", Some(last), None | Some(0)) => move_to(last),
            ("ArrowUp", Some(_), Some(at)) => move_to(at - 1),
            ("Home", Some(_), Some(_)) if is_listed => move_to(0),
            ("End", Some(last), Some(_)) if is_listed => move_to(last),
            ("Enter", Some(_), Some(at)) if is_listed => choose(at),
            // Closes only the list; a running check continues.
            ("Escape", _, _) if open.get_untracked() => {
                close();
                event.stop_propagation();
            }
            _ => return,
        }
        event.prevent_default();
    };
    let typed = move |event| {
        form.set(Field::Operation, event_target_value(&event));
        if pasted.get_value() {
            pasted.set_value(false);
            form.spread();
        }
        show();
    };
    let left = move |_| {
        close();
        form.spread();
        form.visit(Field::Operation);
    };
    // A stored or linked value may not be an operation, which is reported as soon as the data is loaded.
    let focused = move |_| on_demand.load();
    let pressed = move |event: MouseEvent| {
        let at = browser::within(event.target(), "[role=option]")
            .and_then(|option| option.get_attribute("data-at")?.parse().ok());
        if let Some(at) = at {
            choose(at);
        }
    };
    let notice = Memo::new(move |_| notices.with(|notices| form.notice(Field::Operation, notices)));
    let invalid = move || form.is_wrong(notice).then_some("true");
    let said = move || {
        if open.get() && on_demand.there.get() {
            found.with(count)
        } else {
            String::new()
        }
    };
    let hint = move || match (
        on_demand.failure.with(Option::is_some),
        open.get() && !on_demand.there.get(),
    ) {
        (true, _) => {
            "The list of operations could not be loaded. Type a method and a path, such as GET /admin/realms/{realm}/users."
        }
        (false, true) => "Loading the list of operations…",
        (false, false) => {
            "Search by action (“reset password”), path, or URL. Leave empty for “get a user by ID”."
        }
    };
    let list_id = format!("{id}-list");
    view! {
        <div class="field">
            <label for=id>
                {Field::Operation.label()}
                <span class="optional">" (optional)"</span>
            </label>
            <div class="combo">
            <input
                id=id name=id class="mono" type="text" spellcheck="false" autocomplete="off" autocapitalize="off"
                role="combobox" aria-autocomplete="list" aria-haspopup="listbox" aria-controls=list_id.clone()
                aria-expanded=move || if listed() { "true" } else { "false" }
                aria-activedescendant=move || active.get().filter(|_| listed()).map(|at| format!("{id}-{at}"))
                aria-describedby=format!("{id}-hint {id}-notice") aria-invalid=invalid
                prop:value=text on:input=typed on:keydown=key on:focus=focused on:blur=left
                on:click=move |_| open.set(true) on:paste=move |_| pasted.set_value(true)
            />
            <div class="combo-list" hidden=move || !listed() on:mousedown=|event: MouseEvent| event.prevent_default() on:click=pressed>
                <ul
                    role="listbox" id=list_id aria-label="Operations"
                    inner_html=move || found.with(|found| options(id, found, active.get()).into_string())
                ></ul>
                <p class="combo-more" hidden=move || found.with(|found| found.all == found.shown.len())>
                    {move || found.with(|found| format!("{} more. Keep typing to narrow the list.", found.all.saturating_sub(found.shown.len())))}
                </p>
            </div>
            </div>
            <p class="unseen" role="status">{said}</p>
            <p class="hint" id=format!("{id}-hint")>{hint}</p>
            <NoticeLine form field=Field::Operation id notice/>
        </div>
    }
    .erase()
}

/// The options of the list.
fn options(id: &str, offers: &Offers, active: Option<usize>) -> Markup {
    html! {
        @for (at, offer) in offers.shown.iter().enumerate() {
            li role="option" id={ (id) "-" (at) } data-at=(at) aria-selected=(active == Some(at)) {
                span.combo-does {
                    (offer.does)
                    @if offer.writes { " " span.tag { "writes" } }
                }
                code { (offer.method) " " (offer.template) }
            }
        }
    }
}
