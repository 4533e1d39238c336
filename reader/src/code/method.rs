//! Finds the HTTP method of a path in code.
//!
//! The method can be before the path (`GET /…`, `NewRequest("PUT", …`), in the name of the called function (`.delete(`, `GetAsync(`,
//! `@PostMapping(`), next to it (`{ method: "PUT" }`, `.PUT(body)`), or where the variable with the path is used.

mod at_run_time;
mod block;
mod command;
mod mapping;
mod nearby;
mod reach;
mod statement;

use super::scan::Text;
pub(super) use at_run_time::{is_chosen_at_run_time, is_conditional, is_used_with_chosen_method};
pub(super) use block::of_block;
use command::{of_cmdlet, of_curl, of_options};
pub(super) use mapping::of_sibling;
use mapping::{beside, of_sampler};
pub(super) use nearby::adjacent;
use nearby::{on_its_line, on_lines_around};
pub(super) use statement::is_sent;
use statement::{of_next_request, statement, where_used};

/// The method for the path from `start` to `end`, between the previous path (`floor`) and the next one (`ceiling`).
pub(super) fn of(
    text: Text,
    start: usize,
    end: usize,
    floor: usize,
    ceiling: usize,
) -> Option<&'static str> {
    adjacent(text, start)
        .or_else(|| of_sampler(text, start))
        .or_else(|| beside(text, start))
        .or_else(|| {
            let statement = statement(text, start, end, ceiling);
            statement.method.or_else(|| {
                of_block(text, start)
                    .or_else(|| of_options(text, start, end))
                    .or_else(|| of_sibling(text, start))
                    .or_else(|| on_its_line(text, start, end, floor, ceiling))
                    .or_else(|| on_lines_around(text, start, end, floor, ceiling))
                    .or_else(|| of_next_request(text, start, end, ceiling))
                    .or_else(|| where_used(text, end, statement.variable?))
            })
        })
        .or_else(|| of_curl(text, start, end))
        .or_else(|| of_cmdlet(text, start, end))
}

#[cfg(test)]
mod tests;
