//! Renders the page around a tool: its form, which works without JavaScript, and its result, which both sides render with the same
//! functions.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use render::{Choice, Known, Tool};

use crate::{
    context::{Measured, Posted, Prefix},
    pages::{head::Head, header::Header},
    reference::ToolForm,
};

/// The texts of a tool's page.
pub struct Words {
    /// The title of the browser's tab.
    pub title: &'static str,
    /// For search engines.
    pub description: &'static str,
    /// The heading.
    pub heading: &'static str,
    /// The purpose of the tool.
    pub lead: &'static str,
    /// The button that is shown without JavaScript.
    pub button: &'static str,
}

/// The page of a tool. `above` comes before the choices in its form; `beside` is another form.
pub fn tool_page(
    tool: Tool,
    words: Words,
    above: impl FnOnce(&Choice) -> AnyView,
    beside: impl FnOnce(&Choice, &str) -> AnyView,
) -> AnyView {
    let Prefix(prefix) = Prefix::here();
    let Some(Measured(matrix)) = use_context() else {
        return view! { <main id="content" class="page"><h1>"The permission data cannot be read."</h1></main> }.into_any();
    };
    let known = Known {
        matrix,
        prefix: &prefix,
    };
    let mut unknown = Vec::new();
    let choice = match use_context::<Posted>() {
        Some(Posted(fields)) => {
            let mut choice = Choice::read(fields.iter().map(|(name, value)| (name, value)));
            let pasted = fields
                .iter()
                .find(|(name, _)| name == "text")
                .map_or("", |(_, text)| text);
            let added = choice.add_pasted(matrix, pasted);
            choice.wrong.extend(added.warnings);
            unknown = added.unknown;
            choice
        }
        None => Choice::read(use_query_map().get_untracked()),
    };
    let choices = tool.choices(known, &choice);
    let answer = tool.shown(known, &choice, None, &unknown).answer;
    let action = format!("{prefix}{}", tool.path());
    let (above, beside) = (above(&choice), beside(&choice, &action));
    view! {
        <Head title=words.title description=words.description path=tool.path()/>
        <Header prefix=prefix.clone() current=tool.path()/>
        <main id="content" class="tool-page">
            <h1>{words.heading}</h1>
            <p class="lead">{words.lead}</p>
            <ToolForm path=tool.path()>
                <div class="choose">
                    {beside}
                    <form id="choices" method="get" action=action.clone() autocomplete="off" aria-label="Options">
                        {above}
                        <div id="offer" class="offer" inner_html=choices></div>
                        <div class="row instead-of-script">
                            <button type="submit">{words.button}</button>
                        </div>
                    </form>
                </div>
                <section id="answer" class="tool-answer" aria-labelledby="answer-heading" inner_html=answer></section>
            </ToolForm>
        </main>
    }
    .into_any()
}

/// An empty view.
pub fn nothing() -> AnyView {
    ().into_any()
}
