//! Which roles would do, which are there, and which are too much?

use diagnosis::report::{RoleRow, RolesReport};
use leptos::prelude::*;

/// The analysis of roles: a table that compares, and the sums below it.
#[component]
pub fn Roles(
    /// What the operation needs and what the caller has.
    roles: RolesReport,
) -> impl IntoView {
    if roles.table.is_empty() && roles.needed.is_empty() {
        return ().into_any();
    }
    let container = format!("Role of {}", roles.container);
    let rows: Vec<_> = roles
        .table
        .into_iter()
        .map(|row| compared(row, &roles.missing))
        .collect();
    let sums = [
        ("Needed, the least", sets(&roles.needed)),
        ("Also enough, and broader", sets(&roles.also_sufficient)),
        ("Missing", list(&roles.missing)),
        ("The token lists", list(&roles.claimed)),
        ("Held beyond the need", list(&roles.excess)),
    ];
    let sums: Vec<_> = sums
        .into_iter()
        .map(|(what, roles)| {
            view! {
                <div>
                    <dt>{what}</dt>
                    <dd>{roles}</dd>
                </div>
            }
        })
        .collect();
    view! {
        <section aria-labelledby="roles">
            <h2 id="roles">"Roles"</h2>
            <div class="scroll" tabindex="0" role="region" aria-labelledby="roles">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{container}</th>
                            <th scope="col">"Lets this call through"</th>
                            <th scope="col">"You have it"</th>
                            <th scope="col">"What else it opens"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <p class="small">{roles.effective}</p>
            <dl class="sums">{sums}</dl>
        </section>
    }
    .into_any()
}

fn compared(row: RoleRow, missing: &[String]) -> impl IntoView {
    let (through, through_class) = match (row.sufficient, row.least) {
        (true, _) => ("yes", "yes"),
        (false, true) => ("with the others of the least set", ""),
        (false, false) => ("no", ""),
    };
    let (held, held_class) = match (row.claimed, missing.contains(&row.role)) {
        (true, _) => ("yes", "yes"),
        (false, true) => ("missing", "nope"),
        (false, false) => ("no", ""),
    };
    let opens = match (row.opens, row.opens_writes) {
        (0, _) => "nothing else".to_owned(),
        (1, 0) => "1 operation, which only reads".to_owned(),
        (count, 0) => format!("{count} operations, all of which only read"),
        (count, writes) => format!("{count} operations, {writes} of which write"),
    };
    view! {
        <tr>
            <th scope="row">
                <code>{row.role}</code>
                {row.least.then(|| view! { " " <span class="tag">"least"</span> })}
            </th>
            <td class=through_class>{through}</td>
            <td class=held_class>{held}</td>
            <td>{opens}</td>
        </tr>
    }
    .into_any()
}

fn list(roles: &[String]) -> AnyView {
    if roles.is_empty() {
        return "none".into_any();
    }
    roles
        .iter()
        .cloned()
        .map(|role| view! { <code>{role}</code> " " })
        .collect_view()
        .into_any()
}

/// Sets of roles: within one all are needed, any one set will do.
fn sets(sets: &[Vec<String>]) -> AnyView {
    let joined: Vec<String> = sets.iter().map(|set| set.join(" + ")).collect();
    list(&joined)
}
