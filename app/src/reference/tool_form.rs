//! Updates a tool's result after each choice, and reads what is pasted in the page.
//!
//! The server renders the form and the first result, which work without JavaScript. The island listens to events in them, and renders the
//! same HTML with the same functions once the permission data is loaded.

mod page;

use leptos::{
    ev::{DragEvent, Event, MouseEvent, SubmitEvent},
    prelude::*,
    task::spawn_local,
};
use web_sys::FileList;

use crate::{
    browser,
    erased::Erase,
    on_demand::{
        LONG, OnDemand,
        reference::{add_pasted, tool},
    },
    site,
};

/// The content of the page.
#[derive(Clone, Debug, Default)]
struct Present {
    /// The query of the choice.
    choice: String,
    /// The query of its link, once known.
    link: Option<String>,
    /// The step that waits for the data.
    waiting: Option<Next>,
    /// The operations that a pasted text requests and the version does not have, one per line.
    unknown: String,
}

/// The form and the result of a tool.
#[island]
pub fn ToolForm(
    /// The path of the tool.
    #[prop(into)]
    path: String,
    /// The form and the result, as the server rendered them.
    children: Children,
) -> impl IntoView {
    let work = Work {
        path: StoredValue::new(path),
        present: StoredValue::new(Present::default()),
        on_demand: OnDemand::new(),
        failed: RwSignal::new(false),
        status: RwSignal::new(String::new()),
    };
    Effect::new(move |_| {
        work.present
            .update_value(|present| present.choice = page::rendered_choice());
        if site::is_static() && browser::query().is_some() {
            work.load(Some(Next::OpenLink));
        }
    });
    Effect::new(move |_| work.arrived());
    let failed = work.failed;
    let status = work.status;
    view! {
        <div
            class="tool" class:failed=failed
            on:focusin=move |_| work.load(None)
            on:input=move |event| work.changed(event)
            on:submit=move |event| work.submitted(event)
            on:click=move |event| work.clicked(event)
            on:dragover=move |event| Work::dragged(&event)
            on:drop=move |event| work.dropped(&event)
        >
            {children()}
            <p class="follows" class:silent=move || status.with(String::is_empty) role="status">{status}</p>
        </div>
    }
    .erase()
}

/// A step that needs the data.
#[derive(Clone, Copy, Debug)]
enum Next {
    Show,
    Read,
    /// Show the choice of the page's URL, which no server has read.
    OpenLink,
}

#[derive(Clone, Copy)]
struct Work {
    path: StoredValue<String>,
    present: StoredValue<Present>,
    on_demand: OnDemand,
    /// Whether the data failed to load. The form is then sent to the server.
    failed: RwSignal<bool>,
    status: RwSignal<String>,
}

impl Work {
    /// Does the step as soon as the permission data is loaded.
    fn load(self, next: Option<Next>) {
        if self.on_demand.there.get_untracked() {
            return self.go_on(next);
        }
        if next.is_some() {
            self.status.set("Loading the permission data…".to_owned());
        }
        self.present
            .update_value(|present| present.waiting = next.or(present.waiting));
        self.on_demand.load();
    }

    /// Handles that the data is loaded or failed to load.
    fn arrived(self) {
        let there = self.on_demand.there.get();
        let failure = self.on_demand.failure.get();
        if !there && failure.is_none() {
            return;
        }
        let next = self
            .present
            .try_update_value(|present| present.waiting.take())
            .flatten();
        match failure {
            // The form still works without the data.
            Some(words) if next.is_some() => {
                self.failed.set(true);
                self.status.set(words);
            }
            Some(_) => {}
            None => {
                self.failed.set(false);
                self.go_on(next);
            }
        }
    }

    fn go_on(self, next: Option<Next>) {
        match next {
            Some(Next::Show) => self.show(&page::choice(), false),
            Some(Next::Read) => self.read(),
            Some(Next::OpenLink) => {
                let query = browser::query().unwrap_or_default();
                self.show(query.trim_start_matches('?'), true);
            }
            None => {}
        }
    }

    fn changed(self, event: Event) {
        if let Some(files) = page::chosen_files(&event) {
            self.open_files(files);
        } else if !page::is_paste(&event) {
            self.load(Some(Next::Show));
        }
    }

    fn submitted(self, event: SubmitEvent) {
        if page::is_paste(&event) {
            // A pasted text is sent only without JavaScript.
            event.prevent_default();
            self.load(Some(Next::Read));
        } else if !self.failed.get_untracked() {
            event.prevent_default();
            self.load(Some(Next::Show));
        }
    }

    fn clicked(self, event: MouseEvent) {
        if self.on_demand.there.get_untracked() && page::removed(&event) {
            event.prevent_default();
            self.show(&page::choice(), false);
            browser::focus("answer-heading");
        }
        let link = self.present.with_value(|present| present.link.clone());
        page::fill_share(&event, &self.path.get_value(), link);
    }

    /// Adds the operations in the pasted text to the choice.
    fn read(self) {
        let text = browser::typed(page::PASTE).unwrap_or_default();
        if text.len() > LONG {
            self.status.set("Reading…".to_owned());
        }
        spawn_local(async move {
            let choice = page::choice();
            let Some(added) = add_pasted(&choice, &text).await else {
                return;
            };
            // The user may change the choice while a long text is read.
            if page::choice() != choice {
                return self.read();
            }
            self.present
                .update_value(|present| present.unknown = added.unknown);
            page::clear_find();
            page::put("marked", &added.marked);
            self.show(&added.choice, true);
            self.status
                .update(|status| status.insert_str(0, &added.summary));
        });
    }

    /// Appends the chosen or dropped files to the paste box, and reads them.
    fn open_files(self, files: FileList) {
        spawn_local(async move {
            page::append_files(&files).await;
            self.load(Some(Next::Read));
        });
    }

    /// Allows dropping files on the paste box.
    fn dragged(event: &DragEvent) {
        if page::is_paste(event) {
            event.prevent_default();
        }
    }

    fn dropped(self, event: &DragEvent) {
        if let Some(files) = page::dropped_files(event) {
            event.prevent_default();
            self.open_files(files);
        }
    }

    fn show(self, choice: &str, anew: bool) {
        let present = self.present.get_value();
        let path = self.path.get_value();
        let Some(shown) = tool(&path, [&present.choice, choice], &present.unknown, anew) else {
            return;
        };
        if let Some(choices) = shown.choices {
            page::put("offer", &choices);
        }
        page::put("answer", &shown.answer);
        browser::set_query(&shown.query);
        self.status.set(shown.summary);
        self.present.update_value(|present| {
            choice.clone_into(&mut present.choice);
            present.link = Some(shown.query);
        });
    }
}
