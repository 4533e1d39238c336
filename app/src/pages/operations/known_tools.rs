//! Renders the libraries and tools that send an operation's request.

use maud::{Markup, html};
use permissions::Operation;
use reader::code::{KnownTool, ToolMethod};

/// The number of other requests of a method that the page names.
const NAMED: usize = 2;
/// The number of methods of a tool before the rest is folded.
const LISTED: usize = 6;

/// The methods that send this request, by library; nothing if no table has one.
pub fn known_tools(operation: &Operation) -> Markup {
    let tools = reader::code::known_tools(operation);
    html! {
        @if !tools.is_empty() {
            section aria-labelledby="known-tools" {
                h2 #known-tools { a.anchor href="#known-tools" { "Libraries and tools that send this request" } }
                dl.facts { @for tool in tools { (listed(tool)) } }
                p.small {
                    "Source: the code of the listed releases. Ansible and Terraform send a request only if the state or the change requires it."
                }
            }
        }
    }
}

fn listed(tool: &KnownTool) -> Markup {
    let (shown, folded) = tool.methods.split_at(tool.methods.len().min(LISTED));
    html! {
        div {
            dt { (tool.name) }
            dd {
                @for method in shown { div { (named(method)) } }
                @if !folded.is_empty() {
                    details {
                        summary { (folded.len()) " more" }
                        @for method in folded { div { (named(method)) } }
                    }
                }
            }
        }
    }
}

/// A method, and what else it sends.
fn named(method: &ToolMethod) -> Markup {
    let also = &method.also;
    html! {
        code { (method.name) }
        @if also.len() > NAMED {
            span.small { ", also sends " (also.len()) " other requests" }
        } @else if !also.is_empty() {
            span.small {
                ", also sends "
                @for (at, request) in also.iter().enumerate() {
                    @if at > 0 { " and " }
                    code { (request.replace("/admin/realms/{realm}", "…")) }
                }
            }
        }
    }
}
