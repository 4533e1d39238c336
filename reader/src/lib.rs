//! Reads logs, responses, tokens, and code: [`reading`] collects what a text shows about a denied request, [`text`] reads single responses,
//! tokens, and commands, and [`code`] finds the operations in source code, logs, and lists. Sends and stores nothing.

pub mod code;
pub mod reading;
pub mod text;
