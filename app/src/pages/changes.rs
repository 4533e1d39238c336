//! The page at `/changes`: what each Keycloak release changed for callers of the Admin API.

use leptos::prelude::*;
use leptos_meta::Link;
use maud::{Markup, html};
use permissions::{Effect, Note, Release, Version, counted};

use super::{head::Head, header::Header, links::Links, not_found::NotFound, operations::sentences};
use crate::context::{Measured, Prefix};

/// The releases, newest first.
#[component]
pub fn ChangesPage() -> impl IntoView {
    let Some(Measured(matrix)) = use_context() else {
        return view! { <NotFound/> }.into_any();
    };
    let Prefix(prefix) = Prefix::here();
    let linked = Links {
        prefix: &prefix,
        place: "",
        matrix,
    };
    let releases = matrix.releases();
    let page = html! {
        h1 { "What each Keycloak release changed" }
        p.lead {
            "Required roles of the Admin API, measured on real servers release by release. To see what an upgrade means for "
            "your backend, use " a href={ (prefix) "/upgrade" } { "Upgrade" } "."
        }
        p {
            a href={ (prefix) "/changes.atom" } { "Atom feed" } " · "
            a href={ (prefix) "/changes.json" } { "JSON" }
        }
        nav aria-label="Releases" {
            ul.releases {
                @for release in &releases { li { a href={ "#" (release.version) } { (release.version) } } }
            }
        }
        @for release in &releases { (one(linked, release)) }
    };
    view! {
        <Head
            title="What each Keycloak release changed for the Admin API"
            description="New, changed, and removed operations and roles of Keycloak's Admin API by release, with reasons."
            path="/changes"
        />
        <Link rel="alternate" type_="application/atom+xml" href=format!("{prefix}/changes.atom")/>
        <Header prefix=prefix.clone() current="/changes"/>
        <main id="content" class="reference one" inner_html=page.into_string()></main>
    }
    .into_any()
}

fn one(linked: Links<'_>, release: &Release<'_>) -> Markup {
    let id = release.version.to_string();
    html! {
        section aria-labelledby=(id) {
            h2 id=(id) { a.anchor href={ "#" (id) } { "Keycloak " (release.version) } }
            p.small {
                @match release.before {
                    Some(before) => {
                        "Measured. Compared with " (before) "."
                        @if let Some(date) = release.date { " Built on " (date) "." }
                    }
                    None => "Announced, not measured.",
                }
            }
            @if !release.notes.is_empty() {
                ul { @for (version, entry) in &release.notes { li { (note(linked, release.version, *version, entry)) } } }
            }
            @if !release.new_roles.is_empty() {
                p {
                    "New roles: "
                    @for (at, role) in release.new_roles.iter().enumerate() {
                        @if at > 0 { ", " }
                        (linked.role(&role.name))
                    }
                    "."
                }
            }
            (operations(linked, release))
        }
    }
}

/// A statement with its grade, its release if it differs from the heading's, its cause, and its source.
fn note(linked: Links<'_>, heading: Version, version: Version, note: &Note) -> Markup {
    html! {
        @if version != heading { "Since " (version) ": " }
        (note.text) " "
        span.small { "(" (note.grade.words()) ")" }
        @if let Some(code) = &note.cause { " " a href={ (linked.prefix) "/causes/" (code) } { "Cause" } }
        @if let Some(source) = &note.source { " " a href=(source) rel="noreferrer" { "Source" } }
    }
}

fn operations(linked: Links<'_>, release: &Release<'_>) -> Markup {
    let kinds = [
        (Effect::Changed, "with different required roles"),
        (Effect::Added, "added"),
        (Effect::Removed, "removed"),
        (Effect::NotCompared, "not compared"),
    ];
    html! {
        @if release.before.is_some() && release.operations.is_empty() {
            p { "No operation has different required roles." }
        }
        @for (effect, words) in kinds {
            @let number = release.count(effect);
            @if number > 0 {
                details {
                    summary { (counted(number, "operation", "operations")) " " (words) }
                    ul.changed {
                        @for (operation, turn) in release.operations.iter().filter(|(_, turn)| turn.effect() == effect) {
                            li {
                                (linked.operation(operation))
                                @if matches!(effect, Effect::Changed | Effect::NotCompared) {
                                    @for sentence in sentences(linked, turn) { " " (sentence) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
