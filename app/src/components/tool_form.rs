//! How does a tool's page come alive? The answer follows each choice, and what is pasted is read in the page.
//!
//! The form and the first answer are the server's; they work by themselves. The island hears what happens in them, and makes the same HTML
//! from the same functions, once the permission data has been fetched.

mod page;

use std::sync::Arc;

use diagnosis::permission::{Matrix, RoleSet};
use leptos::{
    ev::{Event, MouseEvent, SubmitEvent},
    prelude::*,
    task::spawn_local,
};

use super::pressed;
use crate::{
    browser, permission_data,
    tools::{Ask, Known, Tool},
};

/// What the page shows at present.
#[derive(Clone, Debug, Default)]
struct Present {
    matrix: Option<Arc<Matrix>>,
    loading: bool,
    /// What was asked for while the data is on its way.
    waiting: Option<Next>,
    ask: Ask,
    held: Option<RoleSet>,
    /// What a pasted text calls that the version does not have.
    unknown: Vec<String>,
}

/// The form and the answer of a tool.
#[island]
pub fn ToolForm(
    /// Which tool.
    tool: Tool,
    /// What precedes every address.
    prefix: String,
    /// The form and the answer, as the server made them.
    children: Children,
) -> impl IntoView {
    let work = Work {
        tool,
        prefix: StoredValue::new(prefix),
        present: StoredValue::new(Present::default()),
        alive: RwSignal::new(false),
        status: RwSignal::new(String::new()),
    };
    Effect::new(move |_| {
        work.present
            .update_value(|present| present.ask = page::ask());
        work.alive.set(true);
    });
    let alive = work.alive;
    let status = work.status;
    view! {
        <div
            class="tool" class:alive=alive
            on:focusin=move |_| work.load(None)
            on:input=move |event| work.changed(event)
            on:submit=move |event| work.submitted(event)
            on:click=move |event| work.clicked(event)
        >
            {children()}
            <p class="follows" class:silent=move || status.with(String::is_empty) role="status">{status}</p>
        </div>
    }
    .into_any()
}

/// What is to be done once the data is there.
#[derive(Clone, Copy, Debug)]
enum Next {
    Show,
    Read,
}

#[derive(Clone, Copy)]
struct Work {
    tool: Tool,
    prefix: StoredValue<String>,
    present: StoredValue<Present>,
    alive: RwSignal<bool>,
    status: RwSignal<String>,
}

impl Work {
    fn matrix(self) -> Option<Arc<Matrix>> {
        self.present.with_value(|present| present.matrix.clone())
    }

    /// Fetches the data, once, and goes on.
    fn load(self, next: Option<Next>) {
        if let Some(matrix) = self.matrix() {
            return self.go_on(next, &matrix);
        }
        if next.is_some() {
            self.status.set("Loading the permission data…".to_owned());
        }
        let loading = self.present.try_update_value(|present| {
            present.waiting = next.or(present.waiting);
            std::mem::replace(&mut present.loading, true)
        });
        if loading == Some(true) {
            return;
        }
        spawn_local(async move {
            let loaded = permission_data::load(&self.prefix.get_value()).await;
            let next = self.present.try_update_value(|present| {
                present.loading = false;
                present.waiting.take()
            });
            let next = next.flatten();
            match loaded {
                Ok(matrix) => {
                    self.present
                        .update_value(|present| present.matrix = Some(matrix.clone()));
                    self.go_on(next, &matrix);
                }
                // The form still works without.
                Err(words) if next.is_some() => {
                    self.alive.set(false);
                    self.status.set(words);
                }
                Err(_) => {}
            }
        });
    }

    fn go_on(self, next: Option<Next>, matrix: &Matrix) {
        match next {
            Some(Next::Show) => self.show(matrix, page::ask(), false),
            Some(Next::Read) => self.read(matrix),
            None => {}
        }
    }

    fn changed(self, event: Event) {
        if !page::is_paste(&event) {
            self.load(Some(Next::Show));
        }
    }

    fn submitted(self, event: SubmitEvent) {
        if page::is_paste(&event) {
            // What is pasted is sent only where there is no JavaScript.
            event.prevent_default();
            self.load(Some(Next::Read));
        } else if self.alive.get_untracked() {
            event.prevent_default();
            self.load(Some(Next::Show));
        }
    }

    fn clicked(self, event: MouseEvent) {
        if let Some(matrix) = self.matrix()
            && page::removed(&event)
        {
            event.prevent_default();
            self.show(&matrix, page::ask(), false);
            browser::focus("answer-heading");
        }
        page::fill_share(&event, self.tool.path(), &self.prefix.get_value());
        pressed::click(event);
    }

    /// Adds what a pasted text calls to what is chosen.
    fn read(self, matrix: &Matrix) {
        let mut ask = page::ask();
        ask.find.clear();
        let text = browser::typed(page::PASTE).unwrap_or_default();
        let found = ask.permissions(matrix).pasted(&text);
        let before = ask.operations.len();
        for operation in &found.operations {
            let written = operation.to_string();
            if !ask.operations.contains(&written) {
                ask.operations.push(written);
            }
        }
        let told = match found.operations.len() {
            0 => "No call of the Admin API was found in this. ".to_owned(),
            count => format!("{count} found, {} new. ", ask.operations.len() - before),
        };
        self.present
            .update_value(|present| present.unknown = found.unknown);
        page::clear_find();
        self.show(matrix, ask, true);
        self.status.update(|status| status.insert_str(0, &told));
    }

    fn show(self, matrix: &Matrix, ask: Ask, renew: bool) {
        let prefix = self.prefix.get_value();
        let known = Known {
            matrix,
            prefix: &prefix,
        };
        let (before, unknown, renews) = self.present.with_value(|present| {
            (
                present.held,
                present.unknown.clone(),
                renew || self.tool.renews(&present.ask, &ask),
            )
        });
        let before = before.or_else(|| {
            self.present
                .with_value(|present| Some(self.tool.shown(known, &present.ask, None, &[]).held))
        });
        let shown = self.tool.shown(known, &ask, before, &unknown);
        if renews {
            page::put("offer", &self.tool.choices(known, &ask));
        }
        page::put("answer", &shown.answer);
        browser::set_query(&ask.query());
        self.status.set(shown.summary);
        self.present.update_value(|present| {
            present.ask = ask;
            present.held = Some(shown.held);
        });
    }
}
